// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/checkpoint/torch_archive.h"
#include "core/method/align_folder.h"
#include "core/method/method.h"
#include "tests/core/test_models.h"
#include "tests/support/error_of.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace mambascope;
using test::errorOf;
namespace fs = std::filesystem;

namespace {

const fs::path kShared = SHARED_TESTDATA_DIR;
const fs::path kFolder = kShared / "goldens/align/mamba2-12m-longmamba";

Profile smallProfile()
{
    Profile p;
    p.model = "small";
    p.layers = 2;
    p.channels = 3;
    p.calibrationLength = 2000;
    p.sequences = 5;
    p.clamp = 0.05;
    p.aggregate = Aggregate::Average;
    p.source = "prose.txt";
    p.lengths = {2000, 3000, 16000};
    for (const float decay : {0.5F, 1.0F, 1e-30F, 0.0F, 0.05F, 0.3F})
        p.lnDecay.push_back(std::log(static_cast<double>(decay)));
    p.threshold = {0, 0, 0, 0, 0, 0, .1F, .2F, .3F, .4F, .5F, .6F, 1.1F, 1.2F, 1.3F, 1.4F, 1.5F, 1.6F};
    p.keepRatio.assign(18, 0.25F);
    p.keepRatio[7] = 0.75F;
    p.deltaSum = {1, 2, 3, 4, 5, 6};
    p.stateMatrix = {-1, -2, -3, -4, -5, -6};
    return p;
}

void compare(const Profile& a, const Profile& b)
{
    QCOMPARE(a.layers, b.layers);
    QCOMPARE(a.channels, b.channels);
    QCOMPARE(a.lengths, b.lengths);
    QVERIFY(a.threshold == b.threshold); // bit for bit
    QVERIFY(a.keepRatio == b.keepRatio);
    QVERIFY(a.deltaSum == b.deltaSum);
    QVERIFY(a.stateMatrix == b.stateMatrix);
    QVERIFY(a.lnDecay == b.lnDecay);
    QCOMPARE(a.calibrationLength, b.calibrationLength);
}

// All tensors of an align folder, by file and name.
std::map<std::string, std::vector<float>> tensorsOf(const fs::path& folder)
{
    std::map<std::string, std::vector<float>> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".pt") {
            const TorchArchive file(entry.path(), TorchArchive::Content::StateDictOrTensor);
            for (const auto& [name, tensor] : file.tensors())
                all[fs::relative(entry.path(), folder).string() + ":" + name] = tensor.toFloat();
        }
    return all;
}

} // namespace

class AlignFolderTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }

private slots:
    void roundTrip()
    {
        const Profile p = smallProfile();
        writeAlignFolder(path("small"), p);
        QVERIFY(isAlignFolder(path("small")));
        QVERIFY(fs::exists(path("small/delta_t-thre/delta_t-thre_layer_1.pt")));
        const auto read = Profile::load(path("small"));
        compare(*read, p);
        QCOMPARE(read->model, p.model);
        QCOMPARE(read->sequences, p.sequences);
        QCOMPARE(read->clamp, p.clamp);
        QCOMPARE(read->aggregate, p.aggregate);
        QCOMPARE(read->source, p.source);
        read->save(path("small.safetensors")); // and through a file
        compare(*Profile::load(path("small.safetensors")), p);

        // Without what the program itself writes down, n is the largest length that has no threshold.
        fs::remove(path("small/mambascope.json"));
        QCOMPARE(Profile::load(path("small"))->calibrationLength, std::int64_t{2000});
        QCOMPARE(Profile::load(path("small"))->model, std::string("small"));
    }

    // What a search wrote down stays with the profile, and parts that it has not stay away.
    // The repository's folders do not say n.
    void trainingLengthOfAFolderThatDoesNotSayIt()
    {
        const QTemporaryDir temporary;
        const fs::path folder = fs::path(temporary.path().toStdString()) / "align";
        Profile profile = smallProfile();
        writeAlignFolder(folder, profile);
        const auto noted = readAlignFolder(folder);
        QVERIFY(errorOf([&] {
                    withTrainingLength(noted, folder, 4000);
                }).contains(QStringLiteral("says itself that its training length is 2000")));
        QVERIFY(withTrainingLength(noted, folder, 2000) == noted);
        fs::remove(folder / "mambascope.json");
        const auto guessed = readAlignFolder(folder);
        QCOMPARE(guessed->calibrationLength, std::int64_t{2000});
        const auto longer = withTrainingLength(guessed, folder, 4000);
        QCOMPARE(longer->calibrationLength, std::int64_t{4000});
        QVERIFY(guessed->active(3000) && !longer->active(3000)); // 16000 is the smallest length above n
        QVERIFY(longer->threshold == guessed->threshold);
        QVERIFY(!errorOf([&] { withTrainingLength(guessed, folder, 0); }).isEmpty());
    }

    void optionalPartsOfAProfileFile()
    {
        Profile p = smallProfile();
        p.keepRatio.clear();
        p.deltaSum.clear();
        p.stateMatrix.clear();
        p.history = "{\"trials\": []}";
        p.save(path("plain.safetensors"));
        const auto read = Profile::load(path("plain.safetensors"));
        compare(*read, p);
        QCOMPARE(read->history, p.history);
        QVERIFY(errorOf([&] { writeAlignFolder(path("plain"), *read); }).contains(QStringLiteral("calibrate again")));
        p = smallProfile();
        p.lengths = {2000, 3000, 4096};
        QVERIFY(errorOf([&] { writeAlignFolder(path("odd"), p); }).contains(QStringLiteral("4096")));
    }

    void brokenFolders()
    {
        QVERIFY(errorOf([&] { Profile::load(m_folder.path().toStdString()); }).contains(QStringLiteral("tA_prod")));
        const auto broken = [&](const char* name, const std::function<void(const fs::path&)>& breakIt,
                                const char* says) {
            writeAlignFolder(path(name), smallProfile());
            breakIt(path(name));
            const QString error = errorOf([&] { Profile::load(path(name)); });
            QVERIFY2(error.contains(QLatin1String(says)), qPrintable(QLatin1String(name) + ": " + error));
        };
        broken(
            "missing", [](const fs::path& f) { fs::remove(f / "alpha/alpha_layer_1.pt"); }, "alpha_layer_1.pt");
        broken(
            "empty", [](const fs::path& f) { std::ofstream(f / "decay/decay_layer_0.pt"); }, "is empty");
        broken(
            "none", [](const fs::path& f) { fs::remove(f / "tA_prod/tA_prod_layer_0.pt"); }, "tA_prod_layer_0.pt");
        broken(
            "dict",
            [](const fs::path& f) {
                fs::copy_file(f / "alpha/alpha_layer_0.pt", f / "tA_prod/tA_prod_layer_0.pt",
                              fs::copy_options::overwrite_existing);
            },
            "one tensor");
        broken(
            "lone",
            [](const fs::path& f) {
                fs::copy_file(f / "tA_prod/tA_prod_layer_0.pt", f / "alpha/alpha_layer_0.pt",
                              fs::copy_options::overwrite_existing);
            },
            "dict of tensors");
        const auto rewrite = [](const fs::path& file, std::vector<TorchVector> vectors) {
            writeTorchArchive(file, vectors);
        };
        const std::vector<float> three{.1F, .2F, .3F}, four{1, 2, 3, 4}, wrong{.1F, -1, .3F};
        broken(
            "heads",
            [&](const fs::path& f) {
                rewrite(f / "decay/decay_layer_1.pt", {{"", four}});
            },
            "heads");
        broken(
            "sign",
            [&](const fs::path& f) {
                rewrite(f / "tA_prod/tA_prod_layer_1.pt", {{"", wrong}});
            },
            "tA_prod");
        broken(
            "key",
            [&](const fs::path& f) {
                rewrite(f / "alpha/alpha_layer_0.pt", {{"2000", three}});
            },
            "2000");
        broken(
            "lengths",
            [&](const fs::path& f) {
                rewrite(f / "alpha/alpha_layer_0.pt", {{"2k", three}});
            },
            "other lengths");
        broken(
            "note", [](const fs::path& f) { std::ofstream(f / "mambascope.json") << "{}"; }, "mambascope.json");
    }

    // A folder that the published function's numbers were put into.
    void reference()
    {
        if (!fs::exists(kFolder))
            QSKIP("reference numbers are not here");
        const auto profile = Profile::load(kFolder);
        QCOMPARE(profile->layers, std::int64_t{10});
        QCOMPARE(profile->channels, std::int64_t{24});
        QCOMPARE(profile->lengths.size(), std::size_t{25});
        QCOMPARE(profile->calibrationLength, std::int64_t{2000});
        profile->requireFits(test::bundled("mamba2-12m")->config(), "folder");

        const fs::path upstream = kShared / "goldens/methods/mamba2-12m/upstream";
        // [clamp 3, max or avg, ...]: clamp 5 % is the second, max the first.
        const auto same = [&](const std::vector<float>& got, const char* name) {
            const std::vector<double> all = loadNpy(upstream / (std::string(name) + ".npy")).values;
            QCOMPARE(all.size(), 6 * got.size());
            for (std::size_t i = 0; i < got.size(); ++i)
                QVERIFY2(static_cast<double>(got[i]) == all[2 * got.size() + i], name);
        };
        same(profile->threshold, "threshold");
        same(profile->keepRatio, "keep_ratio");
        same(profile->deltaSum, "dt_sum");
        const std::vector<double> decay = loadNpy(upstream / "decay.npy").values;
        std::int64_t global = 0;
        const std::vector<std::uint8_t> mask = profile->globalChannels(logTheta(0.05));
        for (std::size_t i = 0; i < mask.size(); ++i) {
            QCOMPARE(mask[i] != 0, decay[2 * mask.size() + i] > 0.05);
            global += mask[i];
        }
        QVERIFY(global > 0 && global < 240);

        // As a filter: the nearest bucket's numbers, from 3,000 tokens on.
        MethodSettings settings;
        settings.profile = profile;
        settings.theta = 0.05;
        const auto method = makeMethod("longmamba", settings, test::bundled("mamba2-12m")->config());
        std::vector<float> thresholds(24);
        for (std::int64_t layer = 0; layer < 10; ++layer) {
            const auto first = mask.begin() + layer * 24;
            QVERIFY(!method->tokenThresholds(layer, 2999, thresholds));
            QCOMPARE(method->tokenThresholds(layer, 4096, thresholds), std::count(first, first + 24, 1) > 0);
            for (std::int64_t head = 0; head < 24; ++head)
                QCOMPARE(thresholds[static_cast<std::size_t>(head)],
                         first[head] != 0 ? profile->thresholdOf(3, layer, head) : Method::kKeepAll);
        }

        writeAlignFolder(path("again"), *profile);
        const auto want = tensorsOf(kFolder);
        QCOMPARE(want.size(), std::size_t{10 * (3 + 2 * 25)});
        QVERIFY(tensorsOf(path("again")) == want); // bit for bit
    }
};

QTEST_GUILESS_MAIN(AlignFolderTest)
#include "align_folder_test.moc"
