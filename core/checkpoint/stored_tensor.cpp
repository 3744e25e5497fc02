// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/stored_tensor.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/checkpoint/elements.h"

#include <map>

namespace mambascope {

namespace {

template <typename From, typename To, typename Convert>
std::vector<To> convert(const StoredTensor& t, Convert change)
{
    if (t.file)
        t.file->requireUnchanged();
    std::vector<To> out;
    out.reserve(static_cast<std::size_t>(t.count()));
    forEachRun(t, [&](std::int64_t offset, std::int64_t length, std::int64_t stride) {
        for (std::int64_t i = 0; i < length; ++i)
            out.push_back(change(elementAt<From>(t, offset + i * stride)));
    });
    return out;
}

template <typename To>
std::vector<To> floating(const StoredTensor& t)
{
    const auto plain = [](auto v) { return static_cast<To>(v); };
    if (t.dtype == "F32")
        return convert<float, To>(t, plain);
    if (t.dtype == "F64")
        return convert<double, To>(t, plain);
    if (t.dtype == "BF16")
        return convert<std::uint16_t, To>(t, [](std::uint16_t v) { return static_cast<To>(bfloat16ToFloat(v)); });
    if (t.dtype == "F16")
        return convert<std::uint16_t, To>(t, [](std::uint16_t v) { return static_cast<To>(halfToFloat(v)); });
    throw Error(say("tensor {0}", inQuotes(t.name)),
                say("dtype {0} is not a floating-point type (F32, F16, BF16 or F64 expected)", t.dtype));
}

} // namespace

std::int64_t bytesPerElement(const std::string& dtype)
{
    static const std::map<std::string, std::int64_t> bytes{
        {"BOOL", 1},        {"U8", 1},  {"I8", 1},  {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"F8_E8M0", 1}, {"F8_E4M3FNUZ", 1},
        {"F8_E5M2FNUZ", 1}, {"I16", 2}, {"U16", 2}, {"F16", 2},     {"BF16", 2},    {"I32", 4},     {"U32", 4},
        {"F32", 4},         {"F64", 8}, {"I64", 8}, {"U64", 8},     {"C64", 8}};
    const auto found = bytes.find(dtype);
    return found == bytes.end() ? 0 : found->second;
}

bool StoredTensor::isContiguous() const
{
    if (strides.empty())
        return true;
    std::int64_t expected = 1;
    for (std::size_t d = shape.size(); d-- > 0;) {
        if (shape[d] != 1 && strides[d] != expected)
            return false;
        expected *= shape[d];
    }
    return true;
}

std::int64_t StoredTensor::count() const
{
    std::int64_t n = 1;
    for (const std::int64_t size : shape)
        n *= size;
    return n;
}

std::vector<float> StoredTensor::toFloat() const
{
    return floating<float>(*this);
}

std::vector<double> StoredTensor::toDouble() const
{
    return floating<double>(*this);
}

std::vector<std::int64_t> StoredTensor::toInt64() const
{
    if (dtype != "I64")
        throw Error(say("tensor {0}", inQuotes(name)), say("dtype {0}, I64 expected", dtype));
    return convert<std::int64_t, std::int64_t>(*this, [](std::int64_t v) { return v; });
}

} // namespace mambascope
