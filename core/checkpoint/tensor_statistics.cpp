// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensor_statistics.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/checkpoint/elements.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

namespace mambascope {

namespace {

// Which part of minimum..maximum a value falls into.
class Bins
{
public:
    Bins(double minimum, double maximum)
        // The span of two doubles may be no double.
        : m_unit(std::isinf(maximum - minimum) ? 0.5 : 1), m_minimum(minimum * m_unit),
          m_span(maximum * m_unit - m_minimum)
    {
    }
    std::size_t of(double value) const
    {
        if (!(m_span > 0))
            return 0;
        const double share = (value * m_unit - m_minimum) / m_span;
        return std::min(static_cast<std::size_t>(share * TensorStatistics::kBins), TensorStatistics::kBins - 1);
    }

private:
    double m_unit;
    double m_minimum;
    double m_span;
};

// `eachValue(visit)` calls visit(value, how often) for all values, as often as it is called itself.
// Sum is wide enough for squares of Value: exponents must not overflow where the result does not.
template <typename Value, typename EachValue>
TensorStatistics statisticsOf(std::int64_t count, EachValue eachValue)
{
    using Sum = std::conditional_t<std::is_same_v<Value, double>, long double, double>;
    TensorStatistics s;
    s.count = count;
    Sum sum = 0;
    Value minimum = std::numeric_limits<Value>::infinity();
    Value maximum = -minimum;
    eachValue([&](Value value, std::int64_t times) {
        if (!std::isfinite(value)) {
            s.nonFinite += times;
            return;
        }
        s.zeros += value == 0 ? times : 0;
        minimum = std::min(minimum, value);
        maximum = std::max(maximum, value);
        sum += static_cast<Sum>(value) * static_cast<Sum>(times);
    });
    if (s.nonFinite == count)
        return s;
    const auto finite = static_cast<Sum>(count - s.nonFinite);
    const Sum mean = sum / finite;
    s.minimum = minimum;
    s.maximum = maximum;
    s.mean = static_cast<double>(mean);
    const Bins bins(s.minimum, s.maximum);
    Sum squares = 0;
    eachValue([&](Value value, std::int64_t times) {
        if (!std::isfinite(value))
            return;
        const Sum difference = static_cast<Sum>(value) - mean;
        squares += difference * difference * static_cast<Sum>(times);
        s.histogram[bins.of(value)] += times;
    });
    s.standardDeviation = static_cast<double>(std::sqrt(squares / finite));
    return s;
}

// Reports every million elements, however short the runs are.
class Reading
{
public:
    Reading(const StoredTensor& t, Progress& progress, std::int64_t total)
        : m_tensor(t), m_progress(progress), m_total(total)
    {
    }
    void operator()(std::int64_t length)
    {
        if (m_done >= m_next) {
            m_progress.step(m_tensor.name, m_done, m_total);
            m_next = m_done + (1 << 20);
        }
        m_done += length;
    }

private:
    const StoredTensor& m_tensor;
    Progress& m_progress;
    std::int64_t m_total;
    std::int64_t m_done = 0;
    std::int64_t m_next = 0;
};

// Two readings of the tensor.
template <typename Value>
TensorStatistics twice(const StoredTensor& t, Progress& progress)
{
    const std::int64_t count = t.count();
    Reading reading(t, progress, 2 * count);
    return statisticsOf<Value>(count, [&](auto visit) {
        forEachRun(t, [&](std::int64_t offset, std::int64_t length, std::int64_t stride) {
            reading(length);
            for (std::int64_t i = 0; i < length; ++i)
                visit(elementAt<Value>(t, offset + i * stride), 1);
        });
    });
}

// One reading, which counts how often each of the 65,536 possible values occurs.
template <typename Widen>
TensorStatistics counted(const StoredTensor& t, Progress& progress, Widen widen)
{
    std::vector<std::int64_t> times(std::size_t{1} << 16U);
    Reading reading(t, progress, t.count());
    forEachRun(t, [&](std::int64_t offset, std::int64_t length, std::int64_t stride) {
        reading(length);
        for (std::int64_t i = 0; i < length; ++i)
            ++times[elementAt<std::uint16_t>(t, offset + i * stride)];
    });
    return statisticsOf<float>(t.count(), [&](auto visit) {
        for (std::size_t bits = 0; bits < times.size(); ++bits)
            if (times[bits] > 0)
                visit(widen(static_cast<std::uint16_t>(bits)), times[bits]);
    });
}

} // namespace

TensorStatistics tensorStatistics(const StoredTensor& tensor, Progress& progress)
{
    progress.check();
    if (tensor.file)
        tensor.file->requireUnchanged();
    if (tensor.dtype == "F32")
        return twice<float>(tensor, progress);
    if (tensor.dtype == "F64")
        return twice<double>(tensor, progress);
    if (tensor.dtype == "BF16")
        return counted(tensor, progress, bfloat16ToFloat);
    if (tensor.dtype == "F16")
        return counted(tensor, progress, halfToFloat);
    throw Error(say("tensor {0}", inQuotes(tensor.name)),
                say("dtype {0} is not a floating-point type (F32, F16, BF16 or F64 expected)", tensor.dtype));
}

} // namespace mambascope
