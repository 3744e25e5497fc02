// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

// Comparison of the CUDA kernels with the recurrences in fp64. One function for each kernel.
namespace mambascope::cuda::test {

/// Largest difference, relative to the largest value expected; infinite where there was no number.
class Worst
{
public:
    void add(double got, double expected)
    {
        const double difference = std::abs(got - expected);
        m_difference = std::isnan(difference) ? INFINITY : std::max(m_difference, difference);
        m_largest = std::max(m_largest, std::abs(expected));
    }
    double relative() const { return m_difference / std::max(m_largest, 1e-30); }

private:
    double m_difference = 0;
    double m_largest = 0;
};

class Report
{
public:
    void add(const std::string& name, double error, double bound)
    {
        const bool good = error <= bound; // NaN is not
        ++(good ? m_passed : m_failed);
        m_worst = std::max(m_worst, error / bound);
        if (!good)
            std::printf("FAIL %s: error %.3g, bound %.3g\n", name.c_str(), error, bound);
    }
    int finish() const
    {
        std::printf("%d passed, %d failed; closest to its bound: %.2f of it\n", m_passed, m_failed, m_worst);
        return m_failed > 0 || m_passed == 0 ? 1 : 0;
    }

private:
    int m_passed = 0;
    int m_failed = 0;
    double m_worst = 0;
};

void checkConv1d(Report& report);
void checkDecode(Report& report);
void checkNorms(Report& report);
void checkSelectiveScan(Report& report);
void checkSoftplus(Report& report);
void checkSsdScan(Report& report);
void checkAttention(Report& report);

} // namespace mambascope::cuda::test
