// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/device.h"

#include "core/base/error.h"

#include "mambascope/cuda/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>

#include <dlfcn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace mambascope {

namespace {

constexpr bool kWithCuda = MAMBASCOPE_CUDA != 0;

// libtorch_cuda registers its kernels when it is loaded; it lies beside libtorch_cpu.
void loadCudaLibrary(const std::string& subject)
{
    static void* library = nullptr;
    if (library != nullptr)
        return;
    Dl_info info{};
    std::filesystem::path folder;
    if (::dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) != 0 && info.dli_fname != nullptr)
        folder = std::filesystem::path(info.dli_fname).parent_path();
    const std::filesystem::path path = folder / "libtorch_cuda.so";
    library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) {
        const char* why = ::dlerror();
        throw Error(subject, std::string("LibTorch's CUDA library cannot be loaded (") +
                                 (why != nullptr ? why : "unknown reason") + "); use --device cpu");
    }
}

std::string versionText(int version)
{
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

#if MAMBASCOPE_CUDA_KERNELS
CudaAnswer askDriver(const Device& device)
{
    const cuda::Answer a = cuda::askDriver(device.index);
    return {a.driver, a.needed, a.devices, a.failure, a.name, a.major, a.minor};
}
#endif

std::int64_t fieldOfMeminfo(const std::string& field)
{
    std::ifstream in("/proc/meminfo");
    std::string name;
    std::int64_t kilobytes = 0;
    std::string unit;
    while (in >> name >> kilobytes && std::getline(in, unit))
        if (name == field)
            return kilobytes * 1024;
    return 0;
}

} // namespace

Device Device::parse(const std::string& text)
{
    if (text == "cpu")
        return {};
    if (text == "cuda")
        return {Kind::Cuda, 0};
    if (text.starts_with("cuda:")) {
        int index = -1;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data() + 5, end, index);
        if (error == std::errc() && rest == end && index >= 0)
            return {Kind::Cuda, index};
    }
    throw Error("device \"" + text + "\"", "cpu, cuda or cuda:N is expected");
}

std::string Device::text() const
{
    return kind == Kind::Cpu ? "cpu" : "cuda:" + std::to_string(index);
}

DType parseDType(const std::string& text)
{
    if (text == "fp32" || text == "float32")
        return DType::Float32;
    if (text == "bf16" || text == "bfloat16")
        return DType::BFloat16;
    throw Error("dtype \"" + text + "\"", "fp32 or bf16 is expected");
}

std::string obstacle(const CudaAnswer& answer, const Device& device)
{
    if (answer.driver == 0)
        return "no NVIDIA driver is installed";
    if (answer.driver < answer.needed / 1000 * 1000)
        return "the NVIDIA driver is too old: it serves CUDA " + versionText(answer.driver) + ", CUDA " +
               versionText(answer.needed / 1000 * 1000) + " is needed";
    if (!answer.failure.empty())
        return "the NVIDIA driver does not answer: " + answer.failure;
    if (answer.devices == 0)
        return "no NVIDIA GPU is visible";
    if (device.index >= answer.devices)
        return "there " + std::string(answer.devices == 1 ? "is" : "are") + " only " + std::to_string(answer.devices) +
               " CUDA device" + (answer.devices == 1 ? "" : "s");
    if (answer.major < 8)
        return "the " + answer.name + " is too old: its compute capability is " + std::to_string(answer.major) + "." +
               std::to_string(answer.minor) + ", 8.0 is needed";
    return {};
}

void requireDevice(const Device& device)
{
    if (device.kind == Device::Kind::Cpu)
        return;
    const std::string subject = "device " + device.text();
    if (!kWithCuda)
        throw Error(subject, "this MambaScope was built without CUDA; use --device cpu");
#if MAMBASCOPE_CUDA_KERNELS
    if (const std::string why = obstacle(askDriver(device), device); !why.empty())
        throw Error(subject, why + "; use --device cpu");
#endif
    loadCudaLibrary(subject);
    int count = 0;
    try {
        count = static_cast<int>(at::detail::getCUDAHooks().deviceCount());
    } catch (const std::exception&) {
        throw Error(subject, "the CUDA driver does not answer (none installed, or too old); use --device cpu");
    }
    if (device.index >= count)
        throw Error(subject, "LibTorch sees " + std::to_string(count) + " CUDA device" + (count == 1 ? "" : "s") +
                                 "; use --device cpu");
    // The numbers that pictures and goldens rest on are fp32; TF32 would keep 10 bits of them.
    at::globalContext().setAllowTF32CuBLAS(false);
}

int gpuCount()
{
    requireDevice({Device::Kind::Cuda, 0});
    return static_cast<int>(at::detail::getCUDAHooks().deviceCount());
}

void setThreads(int threads)
{
    if (threads < 0)
        throw Error("threads", std::to_string(threads) + " is not a number of threads");
    if (threads > 0)
        at::set_num_threads(threads);
}

int threads()
{
    return at::get_num_threads();
}

std::int64_t peakMemory()
{
    struct rusage usage
    {
    };
    ::getrusage(RUSAGE_SELF, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
}

std::int64_t availableMemory()
{
    return fieldOfMeminfo("MemAvailable:");
}

std::int64_t freeMemory(const Device& device)
{
    if (device.kind == Device::Kind::Cpu)
        return availableMemory();
    requireDevice(device);
    try {
        c10::DeviceAllocator& allocator = *c10::getDeviceAllocator(at::kCUDA);
        const auto index = static_cast<c10::DeviceIndex>(device.index);
        auto free = static_cast<std::int64_t>(allocator.getMemoryInfo(index).first);
        if (allocator.initialized()) { // by its first allocation; before that it has no statistics
            const auto stats = allocator.getDeviceStats(index);
            free += stats.reserved_bytes[0].current - stats.allocated_bytes[0].current;
        }
        return free;
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        throw Error("device " + device.text(),
                    "does not say how much memory is free: " + what.substr(0, what.find('\n')));
    }
}

} // namespace mambascope
