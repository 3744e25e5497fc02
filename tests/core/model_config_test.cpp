// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/checkpoint/model_config.h"

#include <QtTest>

#include <cmath>

using namespace mambascope;

namespace {

ModelConfig parse(const QString& json)
{
    return parseModelConfig(json.toStdString(), "config.json");
}

QString errorOf(const QString& json)
{
    try {
        parse(json);
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

QString stateSpaces(const QString& more)
{
    return QStringLiteral(R"({"d_model": 64, "n_layer": 2, "vocab_size": 100%1})").arg(more);
}

QString mamba2(const QString& more)
{
    return QStringLiteral(R"({"model_type": "mamba2", "hidden_size": 64, "num_hidden_layers": 2, "vocab_size": 100,
                              "num_heads": 8, "head_dim": 16, "n_groups": 2, "state_size": 16%1})")
        .arg(more);
}

QString zamba2(const QString& more)
{
    return QStringLiteral(R"({"model_type": "zamba2", "hidden_size": 64, "num_hidden_layers": 3, "vocab_size": 100,
                              "layers_block_type": ["mamba", "hybrid", "hybrid"], "n_mamba_heads": 8,
                              "mamba_headdim": 16, "num_attention_heads": 4, "intermediate_size": 96,
                              "adapter_rank": 4, "num_mem_blocks": 2%1})")
        .arg(more);
}

} // namespace

class ModelConfigTest : public QObject
{
    Q_OBJECT

private slots:
    void defaultsOfStateSpaces()
    {
        const ModelConfig one = parse(stateSpaces({}));
        QVERIFY(one.architecture == Architecture::Mamba && one.family == Family::Mamba1);
        QCOMPARE(one.dInner, std::int64_t{128});
        QCOMPARE(one.dState, std::int64_t{16});
        QCOMPARE(one.dtRank, std::int64_t{4});
        const ModelConfig two = parse(stateSpaces(QStringLiteral(R"(, "ssm_cfg": {"layer": "Mamba2"})")));
        QCOMPARE(two.dState, std::int64_t{128});
        QCOMPARE(two.heads, std::int64_t{2});
        QVERIFY(std::isinf(two.dtMax) && two.dtMin == 0);
    }

    void hiddenSizeWinsOverLeftOvers()
    {
        const ModelConfig c = parse(QStringLiteral(
            R"({"model_type": "mamba", "hidden_size": 32, "num_hidden_layers": 3, "vocab_size": 50, "d_model": 999,
                "n_layer": 1, "ssm_cfg": {"layer": "Mamba2"}, "layer_norm_epsilon": 1e-3})"));
        QCOMPARE(c.dModel, std::int64_t{32});
        QCOMPARE(c.layers, std::int64_t{3});
        QVERIFY(c.family == Family::Mamba1 && c.normEps == 1e-3F);
        QVERIFY(!c.tied); // nothing is said: the tensors decide
    }

    void falconTrustsTheWidth()
    {
        const ModelConfig c = parse(QStringLiteral(
            R"({"model_type": "falcon_mamba", "hidden_size": 32, "num_hidden_layers": 3, "vocab_size": 50,
                "expand": 16, "intermediate_size": 64, "time_step_rank": 4})"));
        QVERIFY(c.architecture == Architecture::FalconMamba);
        QCOMPARE(c.dInner, std::int64_t{64});
        QVERIFY(c.mixerNormEps && *c.mixerNormEps == 1e-6F);
    }

    void limitsOfTheTimeStep_data()
    {
        QTest::addColumn<QString>("limit");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        const double none = std::numeric_limits<double>::infinity();
        QTest::newRow("bare Infinity") << "[0.0, Infinity]" << 0.0 << none;
        QTest::newRow("an object") << R"([0.0, {"__float__": "Infinity"}])" << 0.0 << none;
        QTest::newRow("null") << "null" << 0.0 << none;
        QTest::newRow("null in the pair") << "[0.01, null]" << 0.01 << none;
        QTest::newRow("numbers") << "[0.01, 0.2]" << 0.01 << 0.2;
    }
    void limitsOfTheTimeStep()
    {
        QFETCH(QString, limit);
        QFETCH(double, least);
        QFETCH(double, most);
        const ModelConfig c = parse(mamba2(QStringLiteral(", \"time_step_limit\": ") + limit));
        QCOMPARE(c.dtMin, static_cast<float>(least));
        QCOMPARE(c.dtMax, static_cast<float>(most));
    }

    void zambaInBothSpellings()
    {
        const ModelConfig four = parse(zamba2(QStringLiteral(R"(, "use_mem_rope": true, "rope_theta": 5000)")));
        QVERIFY(four.architecture == Architecture::Zamba2 && four.family == Family::Mamba2);
        QCOMPARE(four.shared.layers, (std::vector<std::int64_t>{1, 2}));
        QCOMPARE(four.hybridIndex(2), std::int64_t{1});
        QCOMPARE(four.hybridIndex(0), std::int64_t{-1});
        QCOMPARE(four.shared.headDim, std::int64_t{32});
        QCOMPARE(four.shared.keyHeads, std::int64_t{4});
        QCOMPARE(four.shared.scale(), 0.25);
        QCOMPARE(four.shared.ropeTheta, 5000.0);
        QString five = zamba2(QStringLiteral(R"(, "rope_parameters": {"rope_theta": 2000, "rope_type": "default"})"));
        five.replace(QStringLiteral("[\"mamba\""), QStringLiteral("[\"linear_attention\""));
        QCOMPARE(parse(five).shared.ropeTheta, 2000.0);
    }

    void longContextIsSaid()
    {
        const ModelConfig plain = parse(zamba2(QStringLiteral(R"(, "use_long_context": true)")));
        QCOMPARE(plain.shared.ropeTheta, 10000.0); // without the rotary embedding there is nothing to rescale
        const ModelConfig c = parse(zamba2(QStringLiteral(R"(, "use_mem_rope": true, "use_long_context": true)")));
        QCOMPARE(c.notes.size(), std::size_t{1});
        QVERIFY(std::abs(c.shared.ropeTheta - 10000 * std::pow(8.0, 32.0 / 30.0)) < 1e-6);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QString& json, const char* says) {
            QTest::newRow(name) << json << QString::fromLatin1(says);
        };
        row("another family", QStringLiteral(R"({"model_type": "llama", "hidden_size": 8})"), "llama");
        row("the first Zamba", QStringLiteral(R"({"model_type": "zamba", "hidden_size": 8})"), "zamba");
        row("Mamba-3", stateSpaces(QStringLiteral(R"(, "ssm_cfg": {"layer": "Mamba3"})")), "Mamba3");
        row("attention layers", stateSpaces(QStringLiteral(R"(, "attn_layer_idx": [1, 4])")), "1, 4");
        row("MLP blocks", stateSpaces(QStringLiteral(R"(, "d_intermediate": 8)")), "d_intermediate");
        row("LayerNorm", stateSpaces(QStringLiteral(R"(, "rms_norm": false)")), "rms_norm");
        row("gate after the norm",
            stateSpaces(QStringLiteral(R"(, "ssm_cfg": {"layer": "Mamba2", "norm_before_gate": true})")),
            "norm_before_gate");
        row("a part with an MLP", stateSpaces(QStringLiteral(R"(, "ssm_cfg": {"layer": "Mamba2", "d_ssm": 64})")),
            "d_ssm");
        row("an unknown setting", stateSpaces(QStringLiteral(R"(, "ssm_cfg": {"d_stat": 64})")), "d_stat");
        row("heads", mamba2(QStringLiteral(R"(, "expand": 3)")), "heads");
        row("fraction of a channel", mamba2(QStringLiteral(R"(, "expand": 1.501)")), "whole number");
        row("limits the wrong way round", mamba2(QStringLiteral(R"(, "time_step_limit": [0.2, 0.1])")),
            "time_step_limit");
        row("limits that are no pair", mamba2(QStringLiteral(R"(, "time_step_limit": 3)")), "time_step_limit");
        row("an activation", mamba2(QStringLiteral(R"(, "hidden_act": "relu")")), "relu");
        row("hybrid layers named twice", zamba2(QStringLiteral(R"(, "hybrid_layer_ids": [0, 2])")), "hybrid_layer_ids");
        row("key heads", zamba2(QStringLiteral(R"(, "num_key_value_heads": 3)")), "num_key_value_heads");
        row("attention width", zamba2(QStringLiteral(R"(, "attention_head_dim": 16)")), "attention width");
        row("scaled rotary embedding", zamba2(QStringLiteral(R"(, "rope_parameters": {"rope_type": "yarn"})")), "yarn");
        QString pairs = zamba2(QStringLiteral(R"(, "use_mem_rope": true, "use_long_context": true)"));
        pairs.replace(QStringLiteral(R"("num_attention_heads": 4)"), QStringLiteral(R"("num_attention_heads": 64)"));
        row("long context for heads of two", pairs, "use_long_context");
        row("the first format of Zamba2", QStringLiteral(R"({"hidden_size": 8, "layer_mapping": ["m"]})"),
            "first format");
        row("beyond 64 bits", stateSpaces(QStringLiteral(R"(, "pad_vocab_size_multiple": 1e30)")),
            "pad_vocab_size_multiple");
        row("a norm without epsilon", mamba2(QStringLiteral(R"(, "layer_norm_epsilon": 0)")), "layer_norm_epsilon");
        for (const char* type : {"t5", "xlnet", "mamba3"}) // which have the keys of state-spaces, too
            row(type, stateSpaces(QStringLiteral(", \"model_type\": \"%1\"").arg(QLatin1String(type))), type);
        row("a limit beyond float", mamba2(QStringLiteral(R"(, "time_step_limit": [1e39, Infinity])")),
            "time_step_limit");
        row("no family", QStringLiteral(R"({"hidden_size": 8})"), "model_type");
        row("nothing of the kind", QStringLiteral("{}"), "not the configuration of a Mamba model");
    }
    void refusals()
    {
        QFETCH(QString, json);
        QFETCH(QString, says);
        const QString error = errorOf(json);
        QVERIFY2(error.contains(says) && error.startsWith(QStringLiteral("config.json: ")), qPrintable(error));
    }
};

QTEST_APPLESS_MAIN(ModelConfigTest)
#include "model_config_test.moc"
