<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ColourMap</name>
    <message>
        <source>Mist (light to dark, for print)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tide (two-sided, for signed values)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey (dark to bright)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ember (dark to bright)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>chosen by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gives token id %1 in this sequence, but the model&apos;s vocabulary has only %2 tokens; choose the model&apos;s own tokenizer with Model &gt; Choose tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model was opened without a tokenizer, so text cannot become tokens. Choose one with Model &gt; Choose tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no tokenizer.json beside this model&apos;s weights, so text cannot become tokens. Choose one with Model &gt; Choose tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passkey haystack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no sequence</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>−ln decay (slow channels right)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>receptive field of the last token, tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key token j</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query token i</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ln of the cumulative decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training length %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message>
        <source>It knows %1 tokens, the model only %2: it may belong to another model, and text that needs the others cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: needs %2 of memory, %3 are free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 layers × %3 %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · attention of %1 heads in %2 of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 B parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 M parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The collapse of this model is induced, not emergent: the slow heads&apos; A and Δ bias were set by hand and never trained, and A was raised to a floor afterwards, chosen on held-out text, so the rescue looks slightly better than it would otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::BusyBar</name>
    <message>
        <source>%1 · %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 % · %3 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops this computation; what is shown stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelFilter</name>
    <message>
        <source>&quot;%1&quot; is no condition: write global, local, or layer, channel, decay, vanilla, reach, kept with &lt;, &lt;=, =, &gt;=, &gt; and a number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelModel</name>
    <message>
        <source>global</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer, counted from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channel of the layer: a head in Mamba-2, an entry of d_inner in Mamba-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ln decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Natural logarithm of the cumulative decay over the training length, from the calibration profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>global: ln decay above ln θ; LongMamba filters these channels only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach, vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receptive field of the last token in tokens (Mamba mean distance), without a filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach, filtered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same under LongMamba&apos;s filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of the sequence that pass this channel&apos;s threshold g(S)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelsPage</name>
    <message>
        <source>Receptive field against decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: there are no channels to write yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter: global layer=6 reach&gt;500 kept&lt;1000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conditions that all must hold: global, local, or layer, channel, decay, vanilla, reach, kept with &lt;, &lt;=, =, &gt;=, &gt; and a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::CommandModel</name>
    <message>
        <source>%1, in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, in %2, shortcut %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a command …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands that match</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ComputeThread</name>
    <message>
        <source>%1: not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::DecayPage</name>
    <message>
        <source>All channels of the &amp;layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cumulative decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ln of the cumulative decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decay curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba (preview)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1, channel %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, with %1 of the layer&apos;s %2 channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ln θ = %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training length %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: there are no curves to write yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ExportDialog</name>
    <message>
        <source>Export view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same on the command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also write %1, which the command reads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GenerationDock</name>
    <message>
        <source>Vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New &amp;tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that each method writes at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>greedy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Te&amp;mperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0: always the likeliest token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-&amp;k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the k likeliest tokens are drawn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top-&amp;p</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together have this probability are drawn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same seed, same text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the other pass …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the sequence …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First difference: token %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ right: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ wrong, expected %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::History</name>
    <message>
        <source>layer %1 channel %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model %1 → %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choice of the tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choice of the profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>theta %1 → %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold factor %1 → %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length bucket %1 → %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>two channels</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choice of the attention head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropping the picked cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picking cell %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the normalisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the colour map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the value range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reach level %1 → %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom or pan of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the generation settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change of the view</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::KnownModelsList</name>
    <message>
        <source>bundled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of global channels in each layer; arrow keys choose a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1, with attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3 channels are global (%4 %)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MainWindow</name>
    <message>
        <source>Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens; shaded: kept by the selected channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value of the hovered or picked cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device and memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device, and memory held by the model and both passes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to i, j</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to query i, key j</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Query and key of a cell, then Enter (Ctrl+G)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1 was cancelled; %2 stays open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1 was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept by the selected channel (preview)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept by the selected channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query %1 ← key %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>   no value: the key comes after the query</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba (preview)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to open %1; hold Shift to see first what it is and what it needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to open %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An autosave of a session that ended without closing cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restoring the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crash report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MambaScope crashed at %1 with %2 open. The session can be restored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MambaScope was ended at %1 with %2 open, without being closed. The session can be restored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy cell value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go to cell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command &amp;palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compute again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop generating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ancel everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous c&amp;hannel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose &amp;tokenizer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s &amp;own tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;bundled model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights, a calibration profile or a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Recent files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open s&amp;ession…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save session &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport view…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;orward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demonstration: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About MambaScope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizers (tokenizer.json *.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that can be opened (*.safetensors *.bin *.pt *.pth *.txt *.md *.mscope tokenizer.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to &quot;%1&quot;: write a query i and a key j between 0 and %2, for example &quot;%3, 12&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;tr&gt;&lt;td colspan=&apos;2&apos;&gt;&lt;br&gt;&lt;i&gt;In a map&lt;/i&gt;&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Arrows&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Move the picked cell (Shift: ten cells, Ctrl: pan)&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ −&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Home&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Whole map&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Drop the pick&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Wheel&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom around the cursor (Ctrl: keys only, Alt: queries only)&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Shift+drag&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom to a rectangle&lt;/td&gt;&lt;/tr&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MambaScope %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Shows, channel by channel, why a Mamba model forgets, and what LongMamba&apos;s θ and g(S) do about it.&lt;/p&gt;&lt;p&gt;Maps: hidden attention of a channel (arXiv 2403.01590). Receptive field: Mamba mean distance (arXiv 2406.14528). LongMamba: arXiv 2504.16053.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later. Uses Qt %1, QCustomPlot and LibTorch.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MapPage</name>
    <message>
        <source>This layer has softmax attention beside its Mamba part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Map of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Normalisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receptive-field line runs where |α| falls below this share of the row&apos;s largest entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reach line at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole map (Home)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vanilla</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · layer %2, attention head %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · layer %2, head %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · layer %2, channel %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview: filter applied to the vanilla pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vanilla pass; the filtered one follows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest |α|, signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max |α|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>receptive field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Mamba head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention head %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query %1 &apos;%2&apos;, key %3 &apos;%4&apos;, α = %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: there is no map to write yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (preview)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exporting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MapView</name>
    <message>
        <source>How many tokens one screen pixel stands for, and which of their values it shows.
Zoom in until it says 1 × 1 to see single values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key token j</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>query token i</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>single tokens, one is %1 × %2 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 px = %1 × %2 tokens, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max |α|</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attention map: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No cell picked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picked query token %1, key token %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MessageBar</name>
    <message>
        <source>Dismiss this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Information</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MethodDock</name>
    <message>
        <source>Threshold factor b</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theta</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A global channel keeps a token when its Δ is larger than g(S) times b. 0 keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length bucket S of the thresholds g(S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length &amp;bucket S</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba: no calibration profile for this model. Make one with &quot;mambascope calibrate&quot; and drop it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba, profile &lt;b&gt;%1&lt;/b&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made from %1 sequences of %2 tokens of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made with clamp %1 %, %2 of %3 sequences × %4 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>maximum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clamp, a property of the profile, cuts the largest Δs before the thresholds are found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ModelDock</name>
    <message>
        <source>Tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint&apos;s tensors by layer, with what their values look like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer.json by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers: share of global channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ModelReport</name>
    <message>
        <source>&amp;Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Family</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is known of the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer.json by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizers (tokenizer.json *.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · vocabulary of %2 tokens, %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>embedding used as the output matrix too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output matrix of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needed, %2 free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights as they are kept, and the state of one sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokenizer.json, found with the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: look at the weights only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, chosen by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>. Choose another one, or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a tokenizer the weights can be looked at, but no text can be read. One can be chosen here, or later in the Model menu.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::OpenDialog</name>
    <message>
        <source>Open model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bundled and recent models, and those of the Hugging Face cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder, weight file or org/name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model: folder, weight file or org/name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder or file, the name of a bundled model, or org/name from the local Hugging Face cache. The arrow keys step through the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model&apos;s folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ile…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a weight file: .safetensors, .bin, .pt, .pth or an index</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking for models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a weight file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.bin *.pt *.pth *.index.json config.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Name a model&apos;s folder, a weight file, or org/name of a model in the local Hugging Face cache; or choose one from the list, or drop a folder here.&lt;/p&gt;&lt;p&gt;What it is and what it needs is shown here before anything is loaded.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking at %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RangeBar</name>
    <message>
        <source>Lower end of the colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper end of the colours</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RangeControl</name>
    <message>
        <source>Lower end of the colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values up to this one get the first colour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper end of the colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values from this one on get the last colour.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Autofit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While pressed in, the range follows the data: zeros and the largest 0.2 % are left out;
logarithms show the three decades below the maximum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sets the range to all values, from the smallest to the largest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the range to all values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The quantity that the colours stand for: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each value of %1 occurs in the map (zeros left out).
Drag an end, or the middle to move both; with the focus on an end the arrow keys move it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Recovery</name>
    <message>
        <source>%1: the autosave cannot be written (%2)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::SequenceDock</name>
    <message>
        <source>Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passkey haystack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typed prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read this sequence with the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the prompt in tokens, question included</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the key is: 0 at the beginning, 1 right before the question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chooses the key and where the filler text begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens that are read from the beginning of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To&amp;kens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type or paste text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens: %2 × the training length %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key %1 in tokens %2 – %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text files (*.txt *.md *.csv *.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::SessionFiles</name>
    <message>
        <source>The model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The calibration profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 is not at %3 any more.</source>
        <comment>The model of view.mscope is not at /models/a any more.</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 differs from what the session was saved with (%2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is %1 now?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Computing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much work a crash can cost at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixels of an exported PNG for each pixel of the screen; 2 or more for print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 % of the largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Above which attention the receptive-field line of a map counts a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Autosave every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Receptive-field level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every change holds at once. What a session says (theme, level) comes before these.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all cores (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads for work on the CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where models are held and computed; another choice opens the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device cannot be used: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ShortcutEditor</name>
    <message>
        <source>&amp;Assign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands and their shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New shortcut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command has no shortcut any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shortcut that the program gives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All to default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New shortcut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 calls “%2” (%3) now. Assigning it here takes it away there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Take it away there</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TensorFeed</name>
    <message>
        <source>reading %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TensorModel</name>
    <message>
        <source>one value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outside the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no finite value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 not finite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2, %3 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 values, %2 of them zero, %3 not finite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean %1, standard deviation %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name in the weight file, without its layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sizes as they are stored; sorted by the number of values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number format in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes in the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest and largest finite value; sorted by the larger magnitude</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean ± deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean and standard deviation of the finite values; sorted by the mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>64 bins from the smallest to the largest value, heights on a logarithmic scale, line at zero; sorted by the standard deviation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TensorsPage</name>
    <message>
        <source>Filter: words of the name, type or shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter of the tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every word has to be in the name, the type or the shape: &quot;in_proj bf16&quot;, &quot;layers.3.&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the chosen rows as text, or all of them when none is chosen (Ctrl+C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tensors by layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Expand all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ollapse all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tensors</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TextPane</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the generated text without the prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generated tokens, tokens per second and seconds since the first of them was asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text generated by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the text generated by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens · %2 tokens/s · %3 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ThetaBar</name>
    <message>
        <source>Decay threshold θ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>θ = %1; %2 channels local, %3 global</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no calibration profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 local</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 global</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Histogram of all channels&apos; decay over the training length (height: square root of the count).
Right of the line: global channels, ln decay &gt; ln θ. They get the token filter.
The axis is even in decades near 1 and compressed towards 10⁻³⁰⁰.

Here: decay %1, %2 channels above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▼ selected channel: ln decay %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ThetaSlider</name>
    <message>
        <source>Decay threshold θ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 &lt; θ ≤ 1, for example 0.05 or 1e-30.
A channel is global if what is left of its state after the training length, exp(A Σ Δ), is larger than θ.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TokenStrip</name>
    <message>
        <source>token %1 of %2: “%3”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inside the highlighted part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of the sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token picked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TokensPage</name>
    <message>
        <source>&amp;Shaded by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all filtered channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the selected channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens of the sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No channel filters this sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computing …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept by the selected channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 tokens kept by layer %3, channel %4%5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (preview)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept by this share of the filtered channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 filtered channels: %2 tokens kept by all of them, %3 by none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Workspace</name>
    <message>
        <source>Opening …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is open. File &gt; Open model, or drop a model folder here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba needs a calibration profile of this model. Make one with &quot;mambascope calibrate&quot; and drop the file here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not computed. Run &gt; Compute again (F5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model&apos;s tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writing the haystack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening %1 on %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>setting the number of threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vanilla pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongMamba pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generating</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
