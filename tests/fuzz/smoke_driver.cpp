// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target without libFuzzer: every file of the folders named, and mutations of them that are the same in
// every run. What libFuzzer does for hours, for a second and with any compiler.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes readFile(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

class Mutator
{
public:
    explicit Mutator(std::uint32_t seed) : m_random(seed) {}

    Bytes operator()(const std::vector<Bytes>& corpus)
    {
        Bytes input = corpus[below(corpus.size())];
        for (std::size_t step = 1 + below(4); step > 0; --step)
            change(input, corpus);
        return input;
    }

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : m_random() % limit; }

    void change(Bytes& input, const std::vector<Bytes>& corpus)
    {
        static constexpr std::uint8_t kTelling[] = {0,   1,   0x7f, 0x80, 0xff, '{', '}',
                                                    '[', ']', '"',  ',',  '.',  '-', '9'};
        const std::size_t at = below(input.size());
        // Most formats decide in their first bytes; headers deserve more than their share.
        const std::size_t early = below(std::min<std::size_t>(input.size(), 256));
        switch (below(6)) {
        case 0:
            if (!input.empty())
                input[early] = static_cast<std::uint8_t>(m_random());
            break;
        case 1:
            if (!input.empty())
                input[below(2) == 0 ? at : early] = kTelling[below(std::size(kTelling))];
            break;
        case 2:
            input.resize(at);
            break;
        case 3:
            input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), 1 + below(8),
                         kTelling[below(std::size(kTelling))]);
            break;
        case 4: {
            const std::size_t end = std::min(input.size(), at + 1 + below(16));
            input.erase(input.begin() + static_cast<std::ptrdiff_t>(at),
                        input.begin() + static_cast<std::ptrdiff_t>(end));
            break;
        }
        default: {
            const Bytes& other = corpus[below(corpus.size())];
            const std::size_t from = below(other.size());
            const std::size_t count = std::min(other.size() - from, 1 + below(64));
            input.insert(input.begin() + static_cast<std::ptrdiff_t>(at),
                         other.begin() + static_cast<std::ptrdiff_t>(from),
                         other.begin() + static_cast<std::ptrdiff_t>(from + count));
        }
        }
    }

    std::mt19937 m_random;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s MUTATIONS FOLDER...\n", argv[0]);
        return 2;
    }
    std::vector<Bytes> corpus;
    for (int i = 2; i < argc; ++i)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
            if (entry.is_regular_file())
                corpus.push_back(readFile(entry.path()));
    if (corpus.empty()) {
        std::fprintf(stderr, "no files to begin with\n");
        return 1;
    }
    for (const Bytes& input : corpus)
        LLVMFuzzerTestOneInput(input.data(), input.size());
    Mutator mutate(1);
    const long mutations = std::strtol(argv[1], nullptr, 10);
    for (long i = 0; i < mutations; ++i) {
        const Bytes input = mutate(corpus);
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu files and %ld mutations\n", corpus.size(), mutations);
    return 0;
}
