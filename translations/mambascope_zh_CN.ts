<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ColourMap</name>
    <message>
        <source>Mist (light to dark, for print)</source>
        <translation>薄雾（由浅到深，适合印刷）</translation>
    </message>
    <message>
        <source>Tide (two-sided, for signed values)</source>
        <translation>潮汐（双向，用于带符号的值）</translation>
    </message>
    <message>
        <source>Grey (dark to bright)</source>
        <translation>灰度（由暗到亮）</translation>
    </message>
    <message>
        <source>Ember (dark to bright)</source>
        <translation>余烬（由暗到亮）</translation>
    </message>
</context>
<context>
    <name>Demonstration</name>
    <message>
        <source>The lost pass key</source>
        <translation>丢失的密钥</translation>
    </message>
    <message>
        <source>A five-digit key is hidden in a text eight times longer than anything the model was trained on. Without a filter the retrieval head has forgotten it by the time the question comes; under LongMamba the head drops the tokens that do not matter and the answer is right.</source>
        <translation>一个五位数的密钥藏在比模型训练文本长八倍的文本中。没有过滤时，检索头在问题出现之前已将其遗忘；在 LongMamba 下，该头丢弃无关紧要的词元，回答正确。</translation>
    </message>
    <message>
        <source>The collapse beyond the training length</source>
        <translation>超出训练长度的崩溃</translation>
    </message>
    <message>
        <source>Slow heads that never met long text let their states explode: perplexity goes into the thousands and the model writes noise; under LongMamba it goes on writing English. The collapse is induced, not emergent: the slow heads&apos; decay was set by hand and held during training, then raised to a floor chosen on held-out text, which flatters the rescue a little.</source>
        <translation>从未见过长文本的慢头使其状态爆炸：困惑度上升到数千，模型写出的是噪声；在 LongMamba 下它继续写出英文。此崩溃是人为诱导的，并非自发出现：慢头的衰减由人工设定并在训练中保持不变，之后提高到一个在留出文本上选定的下限，因此挽救效果略显偏好。</translation>
    </message>
    <message>
        <source>The channels of Mamba-1</source>
        <translation>Mamba-1 的通道</translation>
    </message>
    <message>
        <source>7,680 channels, each with sixteen decay rates. A quarter of them remember over the whole training length and are filtered, the others are local and stay untouched: their receptive fields tell them apart.</source>
        <translation>7,680 个通道，每个有十六个衰减率。其中四分之一能记住整个训练长度，因而被过滤；其余为局部通道，保持不变：感受野将二者区分开来。</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>chosen by hand</source>
        <translation>手动选择</translation>
    </message>
    <message>
        <source>gives token id %1 in this sequence, but the model&apos;s vocabulary has only %2 tokens; choose the model&apos;s own tokenizer with Model &gt; Choose tokenizer</source>
        <translation>在此序列中给出了词元编号 %1，但模型的词表只有 %2 个词元；请用“模型 &gt; 选择分词器”选择模型自带的分词器</translation>
    </message>
    <message>
        <source>This model was opened without a tokenizer, so text cannot become tokens. Choose one with Model &gt; Choose tokenizer.</source>
        <translation>此模型打开时没有分词器，文本无法转换为词元。请用“模型 &gt; 选择分词器”选择一个。</translation>
    </message>
    <message>
        <source>There is no tokenizer.json beside this model&apos;s weights, so text cannot become tokens. Choose one with Model &gt; Choose tokenizer.</source>
        <translation>此模型的权重旁没有 tokenizer.json，文本无法转换为词元。请用“模型 &gt; 选择分词器”选择一个。</translation>
    </message>
    <message>
        <source>passkey haystack</source>
        <translation>密钥检索文本</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>, %1 tokens</source>
        <translation>，%1 个词元</translation>
    </message>
    <message>
        <source>no sequence</source>
        <translation>无序列</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>−ln decay (slow channels right)</source>
        <translation>−ln 衰减（慢通道在右）</translation>
    </message>
    <message>
        <source>receptive field of the last token, tokens</source>
        <translation>最后一个词元的感受野（词元数）</translation>
    </message>
    <message>
        <source>key token j</source>
        <translation>键词元 j</translation>
    </message>
    <message>
        <source>query token i</source>
        <translation>查询词元 i</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>ln of the cumulative decay</source>
        <translation>累积衰减的 ln</translation>
    </message>
    <message>
        <source>training length %1</source>
        <translation>训练长度 %1</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation>LongMamba</translation>
    </message>
    <message>
        <source>filtered</source>
        <translation>过滤后</translation>
    </message>
    <message>
        <source>%1 global, %2</source>
        <translation>%1 个全局，%2</translation>
    </message>
    <message>
        <source>%1 local, %2</source>
        <translation>%1 个局部，%2</translation>
    </message>
    <message>
        <source>%1 channels, %2</source>
        <translation>%1 个通道，%2</translation>
    </message>
    <message>
        <source>−ln of the cumulative decay</source>
        <translation>累积衰减的 −ln</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>layer %1 · %2</source>
        <translation>第 %1 层 · %2</translation>
    </message>
    <message>
        <source>ln –</source>
        <translation>ln –</translation>
    </message>
    <message>
        <source>ln %1</source>
        <translation>ln %1</translation>
    </message>
    <message>
        <source>global: keeps more than θ over the training length</source>
        <translation>全局：训练长度内保留超过 θ</translation>
    </message>
    <message>
        <source>local</source>
        <translation>局部</translation>
    </message>
    <message>
        <source>receptive field</source>
        <translation>感受野</translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message>
        <source>It knows %1 tokens, the model only %2: it may belong to another model, and text that needs the others cannot be read.</source>
        <translation>它有 %1 个词元，而模型只有 %2 个：它可能属于另一个模型，需要其余词元的文本无法读取。</translation>
    </message>
    <message>
        <source>%1: needs %2 of memory, %3 are free</source>
        <translation>%1：需要 %2 内存，可用 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 · %2 layers × %3 %4</source>
        <translation>%1 · %2 层 × %3 个%4</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>heads</source>
        <translation>头</translation>
    </message>
    <message>
        <source> · attention of %1 heads in %2 of them</source>
        <translation> · 其中 %2 层有 %1 头注意力</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 个参数</translation>
    </message>
    <message>
        <source>%1 B parameters</source>
        <translation>%1 B 参数</translation>
    </message>
    <message>
        <source>%1 M parameters</source>
        <translation>%1 M 参数</translation>
    </message>
    <message>
        <source>The collapse of this model is induced, not emergent: the slow heads&apos; A and Δ bias were set by hand and never trained, and A was raised to a floor afterwards, chosen on held-out text, so the rescue looks slightly better than it would otherwise.</source>
        <translation>此模型的崩溃是人为诱导的，并非自发出现：慢头的 A 和 Δ 偏置由人工设定且从未训练，之后 A 被提高到一个在留出文本上选定的下限，因此挽救效果看起来略好于实际。</translation>
    </message>
</context>
<context>
    <name>Method</name>
    <message>
        <source>Vanilla</source>
        <translation>原始</translation>
    </message>
</context>
<context>
    <name>Normalise</name>
    <message>
        <source>Signed values</source>
        <translation>带符号的值</translation>
    </message>
    <message>
        <source>Absolute values</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>Minimum to maximum</source>
        <translation>最小到最大</translation>
    </message>
    <message>
        <source>Logarithm</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Share of the row&apos;s largest</source>
        <translation>占行最大值的比例</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::BusyBar</name>
    <message>
        <source>%1 · %2 s</source>
        <translation>%1 · %2 秒</translation>
    </message>
    <message>
        <source>%1, %2 % · %3 s</source>
        <translation>%1，%2 % · %3 秒</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stops this computation; what is shown stays.</source>
        <translation>停止此计算；已显示的内容保留。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelComparisonModel</name>
    <message>
        <source>Mean distance of what the channel sees from the last token, in tokens.</source>
        <translation>该通道从最后一个词元所见内容的平均距离，以词元计。</translation>
    </message>
    <message>
        <source>Root mean square of the channel&apos;s state behind the sequence.</source>
        <translation>序列之后该通道状态的均方根。</translation>
    </message>
    <message>
        <source>The larger of both states over the smaller one.</source>
        <translation>两个状态中较大者与较小者之比。</translation>
    </message>
    <message>
        <source>Tokens that the channel keeps.</source>
        <translation>该通道保留的词元数。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Sees A</source>
        <translation>所见 A</translation>
    </message>
    <message>
        <source>Sees B</source>
        <translation>所见 B</translation>
    </message>
    <message>
        <source>|B − A|</source>
        <translation>|B − A|</translation>
    </message>
    <message>
        <source>State A</source>
        <translation>状态 A</translation>
    </message>
    <message>
        <source>State B</source>
        <translation>状态 B</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>Kept A</source>
        <translation>保留 A</translation>
    </message>
    <message>
        <source>Kept B</source>
        <translation>保留 B</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelFilter</name>
    <message>
        <source>&quot;%1&quot; is no condition: write global, local, or layer, channel, decay, vanilla, reach, kept with &lt;, &lt;=, =, &gt;=, &gt; and a number</source>
        <translation>“%1”不是条件：请写 global、local，或 layer、channel、decay、vanilla、reach、kept 加上 &lt;、&lt;=、=、&gt;=、&gt; 和一个数</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelModel</name>
    <message>
        <source>global</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>local</source>
        <translation>局部</translation>
    </message>
    <message>
        <source>%1 (%2 %)</source>
        <translation>%1（%2 %）</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layer, counted from 0</source>
        <translation>层，从 0 起计</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Channel of the layer: a head in Mamba-2, an entry of d_inner in Mamba-1</source>
        <translation>层内的通道：Mamba-2 中为一个头，Mamba-1 中为 d_inner 的一个分量</translation>
    </message>
    <message>
        <source>ln decay</source>
        <translation>ln 衰减</translation>
    </message>
    <message>
        <source>Natural logarithm of the cumulative decay over the training length, from the calibration profile</source>
        <translation>训练长度内累积衰减的自然对数，取自校准档案</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>global: ln decay above ln θ; LongMamba filters these channels only</source>
        <translation>全局：ln 衰减大于 ln θ；LongMamba 只过滤这些通道</translation>
    </message>
    <message>
        <source>Reach, vanilla</source>
        <translation>感受野，原始</translation>
    </message>
    <message>
        <source>Receptive field of the last token in tokens (Mamba mean distance), without a filter</source>
        <translation>最后一个词元的感受野（以词元计，Mamba 平均距离），未加过滤</translation>
    </message>
    <message>
        <source>Reach, filtered</source>
        <translation>感受野，过滤后</translation>
    </message>
    <message>
        <source>The same under LongMamba&apos;s filter</source>
        <translation>同上，使用 LongMamba 的过滤</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Tokens of the sequence that pass this channel&apos;s threshold g(S)</source>
        <translation>序列中通过此通道阈值 g(S) 的词元数</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelScatter</name>
    <message>
        <source>&amp;Brush</source>
        <translation>框选(&amp;B)</translation>
    </message>
    <message>
        <source>Drag a rectangle: the table shows the channels in it. Escape drops it.</source>
        <translation>拖出一个矩形：表中显示其中的通道。按 Esc 取消。</translation>
    </message>
    <message>
        <source>Mo&amp;ve</source>
        <translation>移动(&amp;V)</translation>
    </message>
    <message>
        <source>Drag moves the plot</source>
        <translation>拖动以平移图</translation>
    </message>
    <message>
        <source>F&amp;it</source>
        <translation>适应(&amp;I)</translation>
    </message>
    <message>
        <source>All channels (double click)</source>
        <translation>所有通道（双击）</translation>
    </message>
    <message>
        <source>Receptive field against decay</source>
        <translation>感受野与衰减的关系</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation>LongMamba</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelsPage</name>
    <message>
        <source>%1: there are no channels to write yet</source>
        <translation>%1：还没有可写出的通道</translation>
    </message>
    <message>
        <source>writing %1</source>
        <translation>正在写出 %1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelsView</name>
    <message>
        <source>Filter: global layer=6 reach&gt;500 kept&lt;1000</source>
        <translation>筛选：global layer=6 reach&gt;500 kept&lt;1000</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Conditions that all must hold: global, local, or layer, channel, decay, vanilla, reach, kept with &lt;, &lt;=, =, &gt;=, &gt; and a number</source>
        <translation>须同时满足的条件：global、local，或 layer、channel、decay、vanilla、reach、kept 加上 &lt;、&lt;=、=、&gt;=、&gt; 和一个数</translation>
    </message>
    <message>
        <source>&amp;Drop the brush</source>
        <translation>取消框选(&amp;D)</translation>
    </message>
    <message>
        <source>Shows the other channels again (Escape in the plot)</source>
        <translation>重新显示其他通道（在图中按 Esc）</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>%1 of %2 channels, those in the brush</source>
        <translation>%2 个通道中的 %1 个，即框选的通道</translation>
    </message>
    <message>
        <source>%1 of %2 channels</source>
        <translation>%2 个通道中的 %1 个</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::CommandModel</name>
    <message>
        <source>%1, in %2</source>
        <translation>%1，位于 %2</translation>
    </message>
    <message>
        <source>%1, in %2, shortcut %3</source>
        <translation>%1，位于 %2，快捷键 %3</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Type a command …</source>
        <translation>输入命令…</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands that match</source>
        <translation>匹配的命令</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ComparePage</name>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Compute the sides that are not up to date</source>
        <translation>计算尚未更新的一侧</translation>
    </message>
    <message>
        <source>Cancel the comparison</source>
        <translation>取消比较</translation>
    </message>
    <message>
        <source>Progress of the comparison</source>
        <translation>比较的进度</translation>
    </message>
    <message>
        <source>Layers of both sides</source>
        <translation>两侧的各层</translation>
    </message>
    <message>
        <source>Channels that differ most</source>
        <translation>差别最大的通道</translation>
    </message>
    <message>
        <source>A writes</source>
        <translation>A 写出</translation>
    </message>
    <message>
        <source>B writes</source>
        <translation>B 写出</translation>
    </message>
    <message>
        <source>A click selects the channel.</source>
        <translation>单击即选中该通道。</translation>
    </message>
    <message>
        <source>✓ right: %1</source>
        <translation>✓ 正确：%1</translation>
    </message>
    <message>
        <source>✗ wrong, expected %1</source>
        <translation>✗ 错误，应为 %1</translation>
    </message>
    <message>
        <source>side A</source>
        <translation>A 侧</translation>
    </message>
    <message>
        <source>side B</source>
        <translation>B 侧</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::CompareSideForm</name>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Model of side %1</source>
        <translation>%1 侧的模型</translation>
    </message>
    <message>
        <source>The model that side %1 reads the sequence with</source>
        <translation>%1 侧读取序列所用的模型</translation>
    </message>
    <message>
        <source>Method of side %1</source>
        <translation>%1 侧的方法</translation>
    </message>
    <message>
        <source>θ</source>
        <translation>θ</translation>
    </message>
    <message>
        <source>Theta of side %1</source>
        <translation>%1 侧的 θ</translation>
    </message>
    <message>
        <source>Channels whose decay over the training length is above θ are global. Empty: as in the Method dock, or what another bundled model is shown with.</source>
        <translation>在训练长度上衰减高于 θ 的通道为全局通道。留空：与“方法”面板相同，或采用另一内置模型的展示值。</translation>
    </message>
    <message>
        <source>b</source>
        <translation>b</translation>
    </message>
    <message>
        <source>Threshold factor of side %1</source>
        <translation>%1 侧的阈值系数</translation>
    </message>
    <message>
        <source>Factor on the token threshold g(S). Empty: as in the Method dock.</source>
        <translation>词元阈值 g(S) 的系数。留空：与“方法”面板相同。</translation>
    </message>
    <message>
        <source>Choose a model&apos;s folder</source>
        <translation>选择模型的文件夹</translation>
    </message>
    <message>
        <source>theta %1: must be above 0 and at most 1</source>
        <translation>theta %1：必须大于 0 且不超过 1</translation>
    </message>
    <message>
        <source>threshold factor %1: must be 0 or more</source>
        <translation>阈值系数 %1：必须大于或等于 0</translation>
    </message>
    <message>
        <source>%1 (open)</source>
        <translation>%1（已打开）</translation>
    </message>
    <message>
        <source>The open model</source>
        <translation>已打开的模型</translation>
    </message>
    <message>
        <source>Choose a folder …</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Computing; below is still %1.</source>
        <translation>正在计算；下方仍为 %1。</translation>
    </message>
    <message>
        <source>Computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Not computed. Press Compare.</source>
        <translation>尚未计算。请按“比较”。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>%1: %2 tokens read in %3 s (%4 tokens/s)</source>
        <translation>%1：%3 秒读取 %2 个词元（%4 词元/秒）</translation>
    </message>
    <message>
        <source>Perplexity of the last %1 tokens: %2</source>
        <translation>最后 %1 个词元的困惑度：%2</translation>
    </message>
    <message>
        <source>Computed with earlier settings. Press Compare.</source>
        <translation>按先前的设置计算。请按“比较”。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::CompareViews</name>
    <message>
        <source>Values of the cell under the pointer</source>
        <translation>指针下单元格的值</translation>
    </message>
    <message>
        <source>Size of the state</source>
        <translation>状态的大小</translation>
    </message>
    <message>
        <source>RMS of the state</source>
        <translation>状态的均方根</translation>
    </message>
    <message>
        <source>Cumulative decay</source>
        <translation>累积衰减</translation>
    </message>
    <message>
        <source>ln cumulative decay</source>
        <translation>累积衰减的 ln</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>maps of both sides</source>
        <translation>两侧的图</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>%1 · layer %2, head %3</source>
        <translation>%1 · 第 %2 层，头 %3</translation>
    </message>
    <message>
        <source>%1 · layer %2, channel %3</source>
        <translation>%1 · 第 %2 层，通道 %3</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>max |α| of B − max |α| of A</source>
        <translation>B 的最大 |α| − A 的最大 |α|</translation>
    </message>
    <message>
        <source>ln θ</source>
        <translation>ln θ</translation>
    </message>
    <message>
        <source>Not computed. Press Compare.</source>
        <translation>尚未计算。请按“比较”。</translation>
    </message>
    <message>
        <source>No model is open. File &gt; Open model, or drop a model folder here.</source>
        <translation>没有打开的模型。请用“文件 &gt; 打开模型”，或将模型文件夹拖放到此处。</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>The difference needs both sides.</source>
        <translation>差值需要两侧都有结果。</translation>
    </message>
    <message>
        <source>%1 α = %2</source>
        <translation>%1 α = %2</translation>
    </message>
    <message>
        <source>|B| − |A| = %1</source>
        <translation>|B| − |A| = %1</translation>
    </message>
    <message>
        <source>query %1, key %2:   %3</source>
        <translation>查询 %1，键 %2：   %3</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Comparer</name>
    <message>
        <source>%1, LongMamba with θ = %2, b = %3</source>
        <translation>%1，LongMamba，θ = %2，b = %3</translation>
    </message>
    <message>
        <source>%1, DeciMamba with %2</source>
        <translation>%1，DeciMamba，%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>side A</source>
        <translation>A 侧</translation>
    </message>
    <message>
        <source>side B</source>
        <translation>B 侧</translation>
    </message>
    <message>
        <source>has no calibration profile, which LongMamba needs</source>
        <translation>没有 LongMamba 所需的校准文件</translation>
    </message>
    <message>
        <source>Both sides have to be computed first.</source>
        <translation>须先计算两侧。</translation>
    </message>
    <message>
        <source>%1 has %2 layers of %3 channels</source>
        <translation>%1 有 %2 层，每层 %3 个通道</translation>
    </message>
    <message>
        <source>Channels cannot be compared one by one: %1, %2.</source>
        <translation>无法逐个比较通道：%1，%2。</translation>
    </message>
    <message>
        <source>Channels cannot be compared one by one: a channel of %1 has nothing to do with that of the same number of %2.</source>
        <translation>无法逐个比较通道：%1 的通道与 %2 中同号的通道无关。</translation>
    </message>
    <message>
        <source>Channels cannot be compared one by one: the sides were computed for different sequences.</source>
        <translation>无法逐个比较通道：两侧是针对不同的序列计算的。</translation>
    </message>
    <message>
        <source>There is no difference map: the same text is %1 tokens for %2 and %3 tokens for %4.</source>
        <translation>没有差值图：同一文本对 %2 为 %1 个词元，对 %4 为 %3 个词元。</translation>
    </message>
    <message>
        <source>There is no difference map: the sides cut the text into different tokens.</source>
        <translation>没有差值图：两侧把文本切分成了不同的词元。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ComputeThread</name>
    <message>
        <source>%1: not enough memory</source>
        <translation>%1：内存不足</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::DecayPage</name>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>decay curves</source>
        <translation>衰减曲线</translation>
    </message>
    <message>
        <source>Layer %1, channel %2</source>
        <translation>第 %1 层，通道 %2</translation>
    </message>
    <message>
        <source>%1: there are no curves to write yet</source>
        <translation>%1：还没有可写出的曲线</translation>
    </message>
    <message>
        <source>B&amp;eside it</source>
        <translation>并列显示(&amp;E)</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>channels of the layer</source>
        <translation>该层的通道</translation>
    </message>
    <message>
        <source>channels of all layers</source>
        <translation>所有层的通道</translation>
    </message>
    <message>
        <source>Up to %1 channels, sampled</source>
        <translation>最多 %1 个通道，取样</translation>
    </message>
    <message>
        <source>&amp;Pin</source>
        <translation>固定(&amp;P)</translation>
    </message>
    <message>
        <source>Keeps the selected channel&apos;s curves while others are selected</source>
        <translation>选择其他通道时保留所选通道的曲线</translation>
    </message>
    <message>
        <source>&amp;Unpin all</source>
        <translation>全部取消固定(&amp;U)</translation>
    </message>
    <message>
        <source>Log to&amp;kens</source>
        <translation>词元对数轴(&amp;K)</translation>
    </message>
    <message>
        <source>Log de&amp;cay</source>
        <translation>衰减对数轴(&amp;C)</translation>
    </message>
    <message>
        <source>−ln of the decay on a logarithmic axis: slow and fast channels in one picture</source>
        <translation>衰减的 −ln 用对数轴：慢通道和快通道在同一图中</translation>
    </message>
    <message>
        <source>%1, beside %2 of %3 channels</source>
        <translation>%1，并列 %3 个通道中的 %2 个</translation>
    </message>
    <message>
        <source>writing %1</source>
        <translation>正在写出 %1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::DecayPlot</name>
    <message>
        <source>Cumulative decay</source>
        <translation>累积衰减</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>−ln of the cumulative decay</source>
        <translation>累积衰减的 −ln</translation>
    </message>
    <message>
        <source>ln of the cumulative decay</source>
        <translation>累积衰减的 ln</translation>
    </message>
    <message>
        <source>ln θ = %1</source>
        <translation>ln θ = %1</translation>
    </message>
    <message>
        <source>training length %1</source>
        <translation>训练长度 %1</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>LongMamba (preview)</source>
        <translation>LongMamba（预览）</translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation>LongMamba</translation>
    </message>
    <message>
        <source>layer %1 · %2, %3</source>
        <translation>第 %1 层 · %2，%3</translation>
    </message>
    <message>
        <source>%1 global, %2</source>
        <translation>%1 个全局，%2</translation>
    </message>
    <message>
        <source>%1 local, %2</source>
        <translation>%1 个局部，%2</translation>
    </message>
    <message>
        <source>%1 channels, %2</source>
        <translation>%1 个通道，%2</translation>
    </message>
    <message>
        <source>%1
after %2 tokens: ln %3, %4 % left</source>
        <translation>%1
%2 个词元之后：ln %3，剩余 %4 %</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::DecimationForm</name>
    <message>
        <source>Numbers of the layers that take tokens away, with spaces between them</source>
        <translation>去除词元的层号，以空格分隔</translation>
    </message>
    <message>
        <source>Tokens that stay behind the first of these layers, beside the last one</source>
        <translation>这些层中第一层之后留下的词元数（不含最后一个词元）</translation>
    </message>
    <message>
        <source>What each further layer leaves of that number</source>
        <translation>其后每一层留下的比例</translation>
    </message>
    <message>
        <source>Tokens that always stay</source>
        <translation>总是留下的词元数</translation>
    </message>
    <message>
        <source>La&amp;yers</source>
        <translation>层(&amp;Y)</translation>
    </message>
    <message>
        <source>L_&amp;base</source>
        <translation>L_base(&amp;B)</translation>
    </message>
    <message>
        <source>Bet&amp;a</source>
        <translation>Beta(&amp;A)</translation>
    </message>
    <message>
        <source>Mi&amp;nimum</source>
        <translation>最小值(&amp;N)</translation>
    </message>
    <message>
        <source>Decimation has no preview: the filtered pass runs again after each change.</source>
        <translation>抽取没有预览：每次更改后都会重新运行过滤后的计算。</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>不是数字</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateForm</name>
    <message>
        <source>“%1” is not a number; write them as in 512, 1024</source>
        <translation>“%1”不是数；请按 512, 1024 的形式书写</translation>
    </message>
    <message>
        <source>Repetitions</source>
        <translation>重复次数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Tokens that count</source>
        <translation>计入的词元数</translation>
    </message>
    <message>
        <source>Longest prompt</source>
        <translation>最长提示词</translation>
    </message>
    <message>
        <source>Generated tokens</source>
        <translation>生成的词元数</translation>
    </message>
    <message>
        <source>&amp;Kind</source>
        <translation>类型(&amp;K)</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>&amp;Lengths</source>
        <translation>长度(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Depths</source>
        <translation>深度(&amp;D)</translation>
    </message>
    <message>
        <source>Where the key is: 0 at the beginning, 1 at the end</source>
        <translation>密钥的位置：0 为开头，1 为末尾</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>文本(&amp;T)</translation>
    </message>
    <message>
        <source>Choose text files</source>
        <translation>选择文本文件</translation>
    </message>
    <message>
        <source>the built-in story</source>
        <translation>内置故事</translation>
    </message>
    <message>
        <source>D&amp;ata</source>
        <translation>数据(&amp;A)</translation>
    </message>
    <message>
        <source>Choose the data</source>
        <translation>选择数据</translation>
    </message>
    <message>
        <source>LongBench-&amp;E: scores by length</source>
        <translation>LongBench-&amp;E：按长度计分</translation>
    </message>
    <message>
        <source>LongBench&apos;s own</source>
        <translation>LongBench 原版</translation>
    </message>
    <message>
        <source>LongMamba&apos;s</source>
        <translation>LongMamba 版</translation>
    </message>
    <message>
        <source>LongBench&apos;s own cuts long prompts in the middle and ends samsum&apos;s answers with their line; LongMamba&apos;s does neither and cleans the decoded text up</source>
        <translation>LongBench 原版截去长提示词的中间部分，并使 samsum 的回答止于行末；LongMamba 版两者都不做，而是清理解码后的文本</translation>
    </message>
    <message>
        <source>P&amp;rotocol</source>
        <translation>协议(&amp;R)</translation>
    </message>
    <message>
        <source>Nothing ticked: all of them</source>
        <translation>全不勾选即为全部</translation>
    </message>
    <message>
        <source>Tas&amp;ks</source>
        <translation>任务(&amp;K)</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Tokens of a prompt that is not cut in the middle</source>
        <translation>不截去中间部分的提示词的最大词元数</translation>
    </message>
    <message>
        <source>Longest &amp;prompt</source>
        <translation>最长提示词(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Samples</source>
        <translation>样本数(&amp;S)</translation>
    </message>
    <message>
        <source>C&amp;ounted tokens</source>
        <translation>计入的词元数(&amp;O)</translation>
    </message>
    <message>
        <source>The loss is the mean over so many tokens at the end of each window</source>
        <translation>损失为每个窗口末尾这么多词元的平均值</translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation>随机种子(&amp;E)</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Pass keys</source>
        <translation>密钥检索</translation>
    </message>
    <message>
        <source>&amp;Metric</source>
        <translation>指标(&amp;M)</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>M&amp;inutes</source>
        <translation>分钟(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Generated tokens</source>
        <translation>生成的词元数(&amp;G)</translation>
    </message>
    <message>
        <source>The same on the command line</source>
        <translation>等效的命令行</translation>
    </message>
    <message>
        <source>Start ru&amp;n</source>
        <translation>开始运行(&amp;N)</translation>
    </message>
    <message>
        <source>Lengths</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Depths</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>as in the Method dock: θ %1, b %2</source>
        <translation>同“方法”面板：θ %1，b %2</translation>
    </message>
    <message>
        <source>Conte&amp;xts</source>
        <translation>上下文长度(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Documents</source>
        <translation>文档数(&amp;D)</translation>
    </message>
    <message>
        <source>Tokens of a window, with commas between</source>
        <translation>窗口的词元数，以逗号分隔</translation>
    </message>
    <message>
        <source>Tokens of a prompt, with commas between</source>
        <translation>提示词的词元数，以逗号分隔</translation>
    </message>
    <message>
        <source>Tr&amp;ials</source>
        <translation>试验次数(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Windows</source>
        <translation>窗口数(&amp;W)</translation>
    </message>
    <message>
        <source>Reco&amp;rds</source>
        <translation>记录数(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Repetitions</source>
        <translation>重复次数(&amp;R)</translation>
    </message>
    <message>
        <source>Prompts for each length and depth</source>
        <translation>每个长度和深度的提示词数</translation>
    </message>
    <message>
        <source>Windows of each text</source>
        <translation>每个文本的窗口数</translation>
    </message>
    <message>
        <source>Only the first so many of each dataset</source>
        <translation>每个数据集只取前这么多条</translation>
    </message>
    <message>
        <source>The median of so many is shown</source>
        <translation>显示这么多次的中位数</translation>
    </message>
    <message>
        <source>Questions for each length</source>
        <translation>每个长度的问题数</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>LongBench&apos;s folder: config/ and data/</source>
        <translation>LongBench 的文件夹：config/ 和 data/</translation>
    </message>
    <message>
        <source>the built-in suite</source>
        <translation>内置套件</translation>
    </message>
    <message>
        <source>Open a model first.</source>
        <translation>请先打开一个模型。</translation>
    </message>
    <message>
        <source>This folder has no file of LongBench-E (data/&lt;dataset&gt;_e.jsonl).</source>
        <translation>此文件夹中没有 LongBench-E 的文件 (data/&lt;dataset&gt;_e.jsonl)。</translation>
    </message>
    <message>
        <source>This folder has no file of LongBench (data/&lt;dataset&gt;.jsonl).</source>
        <translation>此文件夹中没有 LongBench 的文件 (data/&lt;dataset&gt;.jsonl)。</translation>
    </message>
    <message>
        <source>Another run is on; stop it first</source>
        <translation>另一项运行正在进行；请先停止</translation>
    </message>
    <message>
        <source>Results are kept as they come</source>
        <translation>结果随得随存</translation>
    </message>
    <message>
        <source>Text files</source>
        <translation>文本文件</translation>
    </message>
    <message>
        <source>File in SQuAD&apos;s format</source>
        <translation>SQuAD 格式的文件</translation>
    </message>
    <message>
        <source>Folder of the benchmark</source>
        <translation>基准测试的文件夹</translation>
    </message>
    <message>
        <source>Documents beside the right one, with commas between</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>towns that do not exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LongBench&apos;s folder, as it is unpacked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompts that RULER prepared: FOLDER/TASK/validation.jsonl</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Questions in SQuAD&apos;s format, such as dev-v2.0.json</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluatePage</name>
    <message>
        <source>about %1 s left</source>
        <translation>约剩 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>约剩 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>约剩 %1 小时</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>新运行</translation>
    </message>
    <message>
        <source>Stored runs</source>
        <translation>已存的运行</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行的进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Keeps what is there; the run can be resumed</source>
        <translation>保留已有结果；运行可继续</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Goes on with what is not there yet</source>
        <translation>继续完成尚缺的部分</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>采用此项</translation>
    </message>
    <message>
        <source>Sets the Method dock to the chosen trial, or to the best one</source>
        <translation>将“方法”面板设为所选试验，或最佳试验</translation>
    </message>
    <message>
        <source>Table of the results</source>
        <translation>结果表</translation>
    </message>
    <message>
        <source>What was left out</source>
        <translation>被略去的内容</translation>
    </message>
    <message>
        <source>results</source>
        <translation>结果</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) of another kind are not shown: they cannot be compared.</source>
        <translation>
            <numerusform>未显示 %n 项其他类型的运行：它们无法比较。</numerusform>
        </translation>
    </message>
    <message>
        <source>Start a run, or choose a stored one; several of a kind are compared.</source>
        <translation>开始一项运行，或选择已存的运行；同类的多项会进行比较。</translation>
    </message>
    <message>
        <source>The first result is on its way …</source>
        <translation>首个结果即将给出…</translation>
    </message>
    <message>
        <source>This run has no results yet. Resume goes on with it.</source>
        <translation>此运行尚无结果。点“继续”可接着运行。</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n runs compared</source>
        <translation>
            <numerusform>%1：比较 %n 项运行</numerusform>
        </translation>
    </message>
    <message>
        <source>getting ready …</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>stopped at %1 of %2</source>
        <translation>停止于 %1 / %2</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) left out</source>
        <translation>
            <numerusform>略去 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>θ %1, %2 chosen</source>
        <translation>已选 θ %1，%2</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluatePlot</name>
    <message>
        <source>Figure of the results</source>
        <translation>结果图</translation>
    </message>
    <message>
        <source>θ = %1, %2 = %3: %4 %5</source>
        <translation>θ = %1，%2 = %3：%4 %5</translation>
    </message>
    <message>
        <source>%1, %2 tokens, %3: %4</source>
        <translation>%1，%2 个词元，%3：%4</translation>
    </message>
    <message>
        <source>no result yet</source>
        <translation>尚无结果</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1: %2 at %3</source>
        <translation>%1：%2，位于 %3</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateRuns</name>
    <message>
        <source>Filter by name, kind, model or method</source>
        <translation>按名称、类型、模型或方法筛选</translation>
    </message>
    <message>
        <source>Filter of the stored runs</source>
        <translation>已存运行的筛选</translation>
    </message>
    <message>
        <source>Stored runs</source>
        <translation>已存的运行</translation>
    </message>
    <message>
        <source>No run is stored here yet.
Choose what to measure under “New run”.</source>
        <translation>这里还没有已存的运行。
请在“新运行”下选择要测量的内容。</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Bring the deleted runs back</source>
        <translation>恢复已删除的运行</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Goes on with what is not there yet</source>
        <translation>继续完成尚缺的部分</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Another name for the run (F2)</source>
        <translation>为运行另取名称 (F2)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Takes the runs away; there is a way back</source>
        <translation>移除这些运行；可以恢复</translation>
    </message>
    <message>
        <source>Use its settings for a new run</source>
        <translation>将其设置用于新运行</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>打开其文件夹</translation>
    </message>
    <message>
        <source>Copy its command line</source>
        <translation>复制其命令行</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More about the chosen run</source>
        <translation>所选运行的更多操作</translation>
    </message>
    <message>
        <source>Keep runs in another folder…</source>
        <translation>将运行存于另一文件夹…</translation>
    </message>
    <message>
        <source>Look again what is there</source>
        <translation>重新查看内容</translation>
    </message>
    <message>
        <source>stored runs</source>
        <translation>已存的运行</translation>
    </message>
    <message>
        <source>“%1” is deleted.</source>
        <translation>已删除“%1”。</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) are deleted.</source>
        <translation>
            <numerusform>已删除 %n 项运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder for runs</source>
        <translation>运行的文件夹</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Evaluation</name>
    <message>
        <source>evaluation</source>
        <translation>评测</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ExportDialog</name>
    <message>
        <source>Export view</source>
        <translation>导出视图</translation>
    </message>
    <message>
        <source>The same on the command line</source>
        <translation>等效的命令行</translation>
    </message>
    <message>
        <source>Command:</source>
        <translation>命令：</translation>
    </message>
    <message>
        <source>Also write %1, which the command reads</source>
        <translation>同时写出命令要读取的 %1</translation>
    </message>
    <message>
        <source>The whole map at full resolution, not only what is visible</source>
        <translation>全分辨率的整图，而不只是可见部分</translation>
    </message>
    <message>
        <source>Pixels:</source>
        <translation>像素：</translation>
    </message>
    <message>
        <source>as the settings say</source>
        <translation>按设置</translation>
    </message>
    <message>
        <source>%1 for each of the page&apos;s</source>
        <translation>页面每像素对应 %1 个</translation>
    </message>
    <message>
        <source>Pixels of the PNG for each of the page&apos;s</source>
        <translation>页面每像素对应的 PNG 像素数</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GalleryGrid</name>
    <message>
        <source>No channel chosen</source>
        <translation>未选择通道</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GalleryPage</name>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>A solid frame and a filled square: global. A dashed frame and a circle: local. The line: receptive field.</source>
        <translation>实线框和实心方块：全局。虚线框和圆圈：局部。线：感受野。</translation>
    </message>
    <message>
        <source>Channels as small maps</source>
        <translation>以小图显示通道</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>the selected layer</source>
        <translation>所选层</translation>
    </message>
    <message>
        <source>Channels &amp;of</source>
        <translation>通道范围(&amp;O)</translation>
    </message>
    <message>
        <source>Which channels the sample is taken from</source>
        <translation>从哪些通道中取样</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Sho&amp;w</source>
        <translation>显示(&amp;W)</translation>
    </message>
    <message>
        <source>How many channels; 0: all of them</source>
        <translation>通道数；0 表示全部</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>随机种子(&amp;D)</translation>
    </message>
    <message>
        <source>Another number gives another random choice of channels</source>
        <translation>换一个数即随机选择另一批通道</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation>LongMamba</translation>
    </message>
    <message>
        <source>M&amp;ethod</source>
        <translation>方法(&amp;E)</translation>
    </message>
    <message>
        <source>The pass whose maps are shown</source>
        <translation>显示哪次前向计算的图</translation>
    </message>
    <message>
        <source>small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>very large</source>
        <translation>特大</translation>
    </message>
    <message>
        <source>Ma&amp;ps</source>
        <translation>小图(&amp;P)</translation>
    </message>
    <message>
        <source>Size of the maps (+ and −, or Ctrl and the wheel)</source>
        <translation>小图的大小（+ 和 −，或 Ctrl 加滚轮）</translation>
    </message>
    <message>
        <source>Training len&amp;gth beside it</source>
        <translation>并列训练长度(&amp;G)</translation>
    </message>
    <message>
        <source>Each channel over the first tokens, as many as the model was trained on, and over the whole sequence: a receptive field that stays where it was has collapsed</source>
        <translation>每个通道分别显示训练长度内的前若干词元和整个序列：感受野停在原处即已塌缩</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>%1 of %2 channels, %3 of them global</source>
        <translation>%2 个通道中的 %1 个，其中 %3 个为全局</translation>
    </message>
    <message>
        <source>The sequence is not longer than the training length of %1 tokens.</source>
        <translation>序列不长于 %1 个词元的训练长度。</translation>
    </message>
    <message>
        <source>The training length is not known: the model has no calibration profile.</source>
        <translation>训练长度未知：模型没有校准档案。</translation>
    </message>
    <message>
        <source>The maps follow when LongMamba&apos;s pass is through.</source>
        <translation>LongMamba 前向计算完成后显示小图。</translation>
    </message>
    <message>
        <source>global</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>local</source>
        <translation>局部</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>未分类</translation>
    </message>
    <message>
        <source>Layer %1, channel %2: %3, ln of the cumulative decay %4</source>
        <translation>第 %1 层，通道 %2：%3，累积衰减的 ln 为 %4</translation>
    </message>
    <message>
        <source>small maps</source>
        <translation>小图</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>there are no channels to write yet</source>
        <translation>还没有可写出的通道</translation>
    </message>
    <message>
        <source>%1, %2, %3 tokens</source>
        <translation>%1，%2，%3 个词元</translation>
    </message>
    <message>
        <source>%1: there are no maps to write yet</source>
        <translation>%1：还没有可写出的小图</translation>
    </message>
    <message>
        <source>writing %1</source>
        <translation>正在写出 %1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GenerationDock</name>
    <message>
        <source>New &amp;tokens</source>
        <translation>新词元数(&amp;T)</translation>
    </message>
    <message>
        <source>Tokens that each method writes at most</source>
        <translation>每种方法最多生成的词元数</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>Te&amp;mperature</source>
        <translation>温度(&amp;M)</translation>
    </message>
    <message>
        <source>0: always the likeliest token</source>
        <translation>0：总取概率最大的词元</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Top-&amp;k</source>
        <translation>Top-&amp;k</translation>
    </message>
    <message>
        <source>Only the k likeliest tokens are drawn from</source>
        <translation>只从概率最大的 k 个词元中采样</translation>
    </message>
    <message>
        <source>Top-&amp;p</source>
        <translation>Top-&amp;p</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together have this probability are drawn from</source>
        <translation>只从累积概率达到此值的最可能词元中采样</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Same seed, same text</source>
        <translation>种子相同，文本相同</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>停止(&amp;O)</translation>
    </message>
    <message>
        <source>Waiting for the other pass …</source>
        <translation>等待另一次前向计算…</translation>
    </message>
    <message>
        <source>Reading the sequence …</source>
        <translation>正在读取序列…</translation>
    </message>
    <message>
        <source>First difference: token %1</source>
        <translation>首个差异：第 %1 个词元</translation>
    </message>
    <message>
        <source>✓ right: %1</source>
        <translation>✓ 正确：%1</translation>
    </message>
    <message>
        <source>✗ wrong, expected %1</source>
        <translation>✗ 错误，应为 %1</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Type a prompt, then Ctrl+Return</source>
        <translation>输入提示词，然后按 Ctrl+Return</translation>
    </message>
    <message>
        <source>Ctrl+Return runs it, Alt+Up and Alt+Down bring earlier prompts, Ctrl+R searches them</source>
        <translation>Ctrl+Return 运行，Alt+Up 和 Alt+Down 调出先前的提示词，Ctrl+R 搜索</translation>
    </message>
    <message>
        <source>Earlier …</source>
        <translation>先前…</translation>
    </message>
    <message>
        <source>Earlier prompts</source>
        <translation>先前的提示词</translation>
    </message>
    <message>
        <source>Search the prompts that were run before (Ctrl+R in the prompt)</source>
        <translation>搜索先前运行过的提示词（在提示词中按 Ctrl+R）</translation>
    </message>
    <message>
        <source>P&amp;rompt</source>
        <translation>提示词(&amp;R)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export the answers</source>
        <translation>导出答案</translation>
    </message>
    <message>
        <source>As &amp;Markdown …</source>
        <translation>导出为 Markdown(&amp;M)…</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>As &amp;JSON …</source>
        <translation>导出为 JSON(&amp;J)…</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>&amp;Copy as Markdown</source>
        <translation>复制为 Markdown(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the command &amp;line</source>
        <translation>复制命令行(&amp;L)</translation>
    </message>
    <message>
        <source>The sequence has %1 tokens, too many to be edited here.</source>
        <translation>序列有 %1 个词元，太长，无法在此编辑。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::History</name>
    <message>
        <source>layer %1 channel %2</source>
        <translation>第 %1 层通道 %2</translation>
    </message>
    <message>
        <source>model %1 → %2</source>
        <translation>模型 %1 → %2</translation>
    </message>
    <message>
        <source>choice of the tokenizer</source>
        <translation>选择分词器</translation>
    </message>
    <message>
        <source>choice of the profile</source>
        <translation>选择校准档案</translation>
    </message>
    <message>
        <source>change of the sequence</source>
        <translation>更改序列</translation>
    </message>
    <message>
        <source>theta %1 → %2</source>
        <translation>θ %1 → %2</translation>
    </message>
    <message>
        <source>threshold factor %1 → %2</source>
        <translation>阈值系数 %1 → %2</translation>
    </message>
    <message>
        <source>length bucket %1 → %2</source>
        <translation>长度分档 %1 → %2</translation>
    </message>
    <message>
        <source>change of the method</source>
        <translation>更改方法</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>two channels</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>choice of the attention head</source>
        <translation>选择注意力头</translation>
    </message>
    <message>
        <source>dropping the picked cell</source>
        <translation>取消选中的单元格</translation>
    </message>
    <message>
        <source>picking cell %1, %2</source>
        <translation>选中单元格 %1, %2</translation>
    </message>
    <message>
        <source>change of the page</source>
        <translation>切换页面</translation>
    </message>
    <message>
        <source>change of the normalisation</source>
        <translation>更改归一化</translation>
    </message>
    <message>
        <source>change of the colour map</source>
        <translation>更改色图</translation>
    </message>
    <message>
        <source>change of the value range</source>
        <translation>更改数值范围</translation>
    </message>
    <message>
        <source>reach level %1 → %2</source>
        <translation>感受野水平 %1 → %2</translation>
    </message>
    <message>
        <source>zoom or pan of the map</source>
        <translation>缩放或平移图</translation>
    </message>
    <message>
        <source>change of the theme</source>
        <translation>更改主题</translation>
    </message>
    <message>
        <source>change of the generation settings</source>
        <translation>更改生成设置</translation>
    </message>
    <message>
        <source>change of the view</source>
        <translation>更改视图</translation>
    </message>
    <message>
        <source>change of the gallery</source>
        <translation>更改图库</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::KnownModelsList</name>
    <message>
        <source>bundled</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::LayerComparisonModel</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>The last row is the whole model.</source>
        <translation>最后一行是整个模型。</translation>
    </message>
    <message>
        <source>Share of the layer&apos;s channels that are global under the side&apos;s θ.</source>
        <translation>在该侧的 θ 下，该层全局通道所占的比例。</translation>
    </message>
    <message>
        <source>Mean distance of what the global channels see from the last token, in tokens.</source>
        <translation>全局通道从最后一个词元所见内容的平均距离，以词元计。</translation>
    </message>
    <message>
        <source>Mean distance of what the local channels see from the last token, in tokens.</source>
        <translation>局部通道从最后一个词元所见内容的平均距离，以词元计。</translation>
    </message>
    <message>
        <source>Tokens that a channel keeps, mean over the layer.</source>
        <translation>每个通道保留的词元数，取该层平均。</translation>
    </message>
    <message>
        <source>Root mean square of the layer&apos;s state behind the sequence.</source>
        <translation>序列之后该层状态的均方根。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Global A</source>
        <translation>全局 A</translation>
    </message>
    <message>
        <source>Global B</source>
        <translation>全局 B</translation>
    </message>
    <message>
        <source>Far A</source>
        <translation>远 A</translation>
    </message>
    <message>
        <source>Far B</source>
        <translation>远 B</translation>
    </message>
    <message>
        <source>Near A</source>
        <translation>近 A</translation>
    </message>
    <message>
        <source>Near B</source>
        <translation>近 B</translation>
    </message>
    <message>
        <source>Kept A</source>
        <translation>保留 A</translation>
    </message>
    <message>
        <source>Kept B</source>
        <translation>保留 B</translation>
    </message>
    <message>
        <source>State A</source>
        <translation>状态 A</translation>
    </message>
    <message>
        <source>State B</source>
        <translation>状态 B</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::LayerStrip</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Share of global channels in each layer; arrow keys choose a layer</source>
        <translation>各层中全局通道的比例；用方向键选择层</translation>
    </message>
    <message>
        <source>layer %1, with attention</source>
        <translation>第 %1 层，含注意力</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>%1: %2 of %3 channels are global (%4 %)</source>
        <translation>%1：%3 个通道中有 %2 个为全局（%4 %）</translation>
    </message>
    <message>
        <source>%1 of them are shown in the table of channels</source>
        <translation>其中 %1 个显示在通道表中</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MainWindow</name>
    <message>
        <source>Map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>Decay</source>
        <translation>衰减</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Tokens; shaded: kept by the selected channel</source>
        <translation>词元；着色：被所选通道保留</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Generation</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Value of the hovered or picked cell</source>
        <translation>悬停或选中单元格的值</translation>
    </message>
    <message>
        <source>Device and memory</source>
        <translation>设备与内存</translation>
    </message>
    <message>
        <source>Device, and memory held by the model and both passes</source>
        <translation>设备，以及模型和两次前向计算占用的内存</translation>
    </message>
    <message>
        <source>Go to i, j</source>
        <translation>转到 i, j</translation>
    </message>
    <message>
        <source>Go to query i, key j</source>
        <translation>转到查询 i、键 j</translation>
    </message>
    <message>
        <source>Query and key of a cell, then Enter (Ctrl+G)</source>
        <translation>输入单元格的查询和键，然后按回车 (Ctrl+G)</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写出：%1</translation>
    </message>
    <message>
        <source>Opening %1 was cancelled; %2 stays open.</source>
        <translation>已取消打开 %1；%2 保持打开。</translation>
    </message>
    <message>
        <source>Opening %1 was cancelled.</source>
        <translation>已取消打开 %1。</translation>
    </message>
    <message>
        <source>kept by the selected channel (preview)</source>
        <translation>被所选通道保留（预览）</translation>
    </message>
    <message>
        <source>kept by the selected channel</source>
        <translation>被所选通道保留</translation>
    </message>
    <message>
        <source>query %1 ← key %2</source>
        <translation>查询 %1 ← 键 %2</translation>
    </message>
    <message>
        <source>   no value: the key comes after the query</source>
        <translation>   无值：键在查询之后</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>looking at %1</source>
        <translation>正在查看 %1</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>Drop to open %1; hold Shift to see first what it is and what it needs</source>
        <translation>松开以打开 %1；按住 Shift 可先查看其内容和需求</translation>
    </message>
    <message>
        <source>Drop to open %1</source>
        <translation>松开以打开 %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Undo %1</source>
        <translation>撤销(&amp;U) %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>重做(&amp;R) %1</translation>
    </message>
    <message>
        <source>An autosave of a session that ended without closing cannot be read: %1</source>
        <translation>一个未正常关闭的会话的自动保存无法读取：%1</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>restoring the session</source>
        <translation>正在恢复会话</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation>查看报告</translation>
    </message>
    <message>
        <source>Crash report</source>
        <translation>崩溃报告</translation>
    </message>
    <message>
        <source>MambaScope crashed at %1 with %2 open. The session can be restored.</source>
        <translation>MambaScope 于 %1 崩溃，当时打开的是 %2。可以恢复该会话。</translation>
    </message>
    <message>
        <source>MambaScope was ended at %1 with %2 open, without being closed. The session can be restored.</source>
        <translation>MambaScope 于 %1 未经关闭即被终止，当时打开的是 %2。可以恢复该会话。</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Copy cell value</source>
        <translation>复制单元格的值(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Go to cell</source>
        <translation>转到单元格(&amp;G)</translation>
    </message>
    <message>
        <source>Command &amp;palette…</source>
        <translation>命令面板(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Compute again</source>
        <translation>重新计算(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Stop generating</source>
        <translation>停止生成(&amp;S)</translation>
    </message>
    <message>
        <source>C&amp;ancel everything</source>
        <translation>全部取消(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Next layer</source>
        <translation>下一层(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous layer</source>
        <translation>上一层(&amp;P)</translation>
    </message>
    <message>
        <source>Next &amp;channel</source>
        <translation>下一通道(&amp;C)</translation>
    </message>
    <message>
        <source>Previous c&amp;hannel</source>
        <translation>上一通道(&amp;H)</translation>
    </message>
    <message>
        <source>Choose &amp;tokenizer…</source>
        <translation>选择分词器(&amp;T)…</translation>
    </message>
    <message>
        <source>The model&apos;s &amp;own tokenizer</source>
        <translation>模型自带的分词器(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open model…</source>
        <translation>打开模型(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;bundled model</source>
        <translation>打开内置模型(&amp;B)</translation>
    </message>
    <message>
        <source>Open &amp;file…</source>
        <translation>打开文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Weights, a calibration profile or a text</source>
        <translation>权重、校准档案或文本</translation>
    </message>
    <message>
        <source>&amp;Recent files</source>
        <translation>最近的文件(&amp;R)</translation>
    </message>
    <message>
        <source>Open s&amp;ession…</source>
        <translation>打开会话(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Save session</source>
        <translation>保存会话(&amp;S)</translation>
    </message>
    <message>
        <source>Save session &amp;as…</source>
        <translation>会话另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>E&amp;xport view…</source>
        <translation>导出视图(&amp;X)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>后退(&amp;B)</translation>
    </message>
    <message>
        <source>F&amp;orward</source>
        <translation>前进(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fit map</source>
        <translation>适应整图(&amp;F)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Demonstration: %1</source>
        <translation>演示：%1</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About MambaScope</source>
        <translation>关于 MambaScope(&amp;A)</translation>
    </message>
    <message>
        <source>Choose a tokenizer</source>
        <translation>选择分词器</translation>
    </message>
    <message>
        <source>Tokenizers (tokenizer.json *.json);;All files (*)</source>
        <translation>分词器 (tokenizer.json *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>All that can be opened (*.safetensors *.bin *.pt *.pth *.txt *.md *.mscope tokenizer.json);;All files (*)</source>
        <translation>所有可打开的文件 (*.safetensors *.bin *.pt *.pth *.txt *.md *.mscope tokenizer.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>Save session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>Go to &quot;%1&quot;: write a query i and a key j between 0 and %2, for example &quot;%3, 12&quot;</source>
        <translation>转到“%1”：请输入 0 到 %2 之间的查询 i 和键 j，例如“%3, 12”</translation>
    </message>
    <message>
        <source>&lt;tr&gt;&lt;td colspan=&apos;2&apos;&gt;&lt;br&gt;&lt;i&gt;In a map&lt;/i&gt;&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Arrows&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Move the picked cell (Shift: ten cells, Ctrl: pan)&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ −&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Home&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Whole map&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Drop the pick&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Wheel&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom around the cursor (Ctrl: keys only, Alt: queries only)&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Shift+drag&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom to a rectangle&lt;/td&gt;&lt;/tr&gt;</source>
        <translation>&lt;tr&gt;&lt;td colspan=&apos;2&apos;&gt;&lt;br&gt;&lt;i&gt;在图中&lt;/i&gt;&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;方向键&lt;/b&gt;&lt;/td&gt;&lt;td&gt;移动选中的单元格（Shift：十格，Ctrl：平移）&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ −&lt;/b&gt;&lt;/td&gt;&lt;td&gt;缩放&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Home&lt;/b&gt;&lt;/td&gt;&lt;td&gt;整图&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;取消选中&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;滚轮&lt;/b&gt;&lt;/td&gt;&lt;td&gt;以光标为中心缩放（Ctrl：仅键，Alt：仅查询）&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Shift+拖动&lt;/b&gt;&lt;/td&gt;&lt;td&gt;放大到矩形&lt;/td&gt;&lt;/tr&gt;</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>MambaScope %1</source>
        <translation>MambaScope %1</translation>
    </message>
    <message>
        <source>&lt;p&gt;Shows, channel by channel, why a Mamba model forgets, and what LongMamba&apos;s θ and g(S) do about it.&lt;/p&gt;&lt;p&gt;Maps: hidden attention of a channel (arXiv 2403.01590). Receptive field: Mamba mean distance (arXiv 2406.14528). LongMamba: arXiv 2504.16053.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later. Uses Qt %1, QCustomPlot and LibTorch.&lt;/p&gt;</source>
        <translation>&lt;p&gt;逐通道展示 Mamba 模型为何遗忘，以及 LongMamba 的 θ 和 g(S) 如何应对。&lt;/p&gt;&lt;p&gt;图：通道的隐藏注意力 (arXiv 2403.01590)。感受野：Mamba 平均距离 (arXiv 2406.14528)。LongMamba：arXiv 2504.16053。&lt;/p&gt;&lt;p&gt;自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本。使用 Qt %1、QCustomPlot 和 LibTorch。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Evaluate (%1)</source>
        <translation>评测（%1）</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>%1 (preview)</source>
        <translation>%1（预览）</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MapFeed</name>
    <message>
        <source>map</source>
        <translation>图</translation>
    </message>
    <message>
        <source>receptive field</source>
        <translation>感受野</translation>
    </message>
    <message>
        <source>profile</source>
        <translation>剖面</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MapLegend</name>
    <message>
        <source>Legend of the difference</source>
        <translation>差异的图例</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>meaning, value</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>value, meaning</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>From %1 to %2; white is 0</source>
        <translation>从 %1 到 %2；白色为 0</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MapPage</name>
    <message>
        <source>&amp;Map of</source>
        <translation>图的对象(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Normalisation</source>
        <translation>归一化(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>色图(&amp;C)</translation>
    </message>
    <message>
        <source>The receptive-field line runs where |α| falls below this share of the row&apos;s largest entry</source>
        <translation>感受野线位于 |α| 降到该行最大值的这一比例以下之处</translation>
    </message>
    <message>
        <source>&amp;Reach line at</source>
        <translation>感受野线水平(&amp;R)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>Show the whole map (Home)</source>
        <translation>显示整图 (Home)</translation>
    </message>
    <message>
        <source>Vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>%1 · layer %2, attention head %3</source>
        <translation>%1 · 第 %2 层，注意力头 %3</translation>
    </message>
    <message>
        <source>%1 · layer %2, head %3</source>
        <translation>%1 · 第 %2 层，头 %3</translation>
    </message>
    <message>
        <source>%1 · layer %2, channel %3</source>
        <translation>%1 · 第 %2 层，通道 %3</translation>
    </message>
    <message>
        <source>Preview: filter applied to the vanilla pass</source>
        <translation>预览：过滤施加于原始前向计算</translation>
    </message>
    <message>
        <source>Vanilla pass; the filtered one follows</source>
        <translation>原始前向计算；过滤后的随后给出</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>largest |α|, signed</source>
        <translation>最大 |α|，带符号</translation>
    </message>
    <message>
        <source>max |α|</source>
        <translation>最大 |α|</translation>
    </message>
    <message>
        <source>attention head %1</source>
        <translation>注意力头 %1</translation>
    </message>
    <message>
        <source>%1: there is no map to write yet</source>
        <translation>%1：还没有可写出的图</translation>
    </message>
    <message>
        <source> (preview)</source>
        <translation>（预览）</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>%1; %2 % exact, the rest from sampled rows</source>
        <translation>%1；%2 % 精确，其余取自抽样的行</translation>
    </message>
    <message>
        <source>%1 · layer %2, mean of all channels</source>
        <translation>%1 · 第 %2 层，所有通道的平均</translation>
    </message>
    <message>
        <source>%1 · rollout over layers 0 to %2</source>
        <translation>%1 · 第 0 至 %2 层的逐层累乘 (rollout)</translation>
    </message>
    <message>
        <source>No difference: nothing is filtered here</source>
        <translation>无差异：此处没有过滤</translation>
    </message>
    <message>
        <source>difference of α</source>
        <translation>α 的差异</translation>
    </message>
    <message>
        <source>row %1 token &apos;%2&apos;, column %3 token &apos;%4&apos;, value %5</source>
        <translation>行 %1 词元“%2”，列 %3 词元“%4”，值 %5</translation>
    </message>
    <message>
        <source>Of what the map is. The mean over a layer&apos;s channels is taken with their signs.
Rollout: how much of a token&apos;s input reaches another one through all layers up to the selected one, the product of I + mean over channels.</source>
        <translation>图的对象。层内各通道的平均保留符号。
Rollout：一个词元的输入经过直到所选层的各层后有多少到达另一个词元，即 I + 通道平均的连乘积。</translation>
    </message>
    <message>
        <source>Two maps</source>
        <translation>两幅图</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>All three</source>
        <translation>三者</translation>
    </message>
    <message>
        <source>The difference is LongMamba&apos;s map minus the vanilla one, with its sign.</source>
        <translation>差异为 LongMamba 的图减去原始的图，保留符号。</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translation>显示(&amp;S)</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Curves of the picked cell&apos;s row (under the map) and column (beside it).</source>
        <translation>选中单元格的行曲线（图下方）和列曲线（图旁）。</translation>
    </message>
    <message>
        <source>&amp;Profiles</source>
        <translation>剖面(&amp;P)</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>Cells to come back to: Ctrl+B marks the picked cell, Alt+1 to Alt+9 go there.</source>
        <translation>可返回的单元格：Ctrl+B 标记选中的单元格，Alt+1 至 Alt+9 跳转。</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Bookmark the picked cell, or remove it</source>
        <translation>为选中的单元格添加或移除书签</translation>
    </message>
    <message>
        <source>Go to bookmark %1</source>
        <translation>转到书签 %1</translation>
    </message>
    <message>
        <source>head %1</source>
        <translation>头 %1</translation>
    </message>
    <message>
        <source>channel %1</source>
        <translation>通道 %1</translation>
    </message>
    <message>
        <source>mean of all heads</source>
        <translation>所有头的平均</translation>
    </message>
    <message>
        <source>mean of all channels</source>
        <translation>所有通道的平均</translation>
    </message>
    <message>
        <source>rollout to layer %1</source>
        <translation>累乘 (rollout) 至第 %1 层</translation>
    </message>
    <message>
        <source>Rollout multiplies whole maps, so it is exact up to %1 tokens. This one is between %1 blocks of about %2 tokens each: columns summed, two rows of each block averaged, a token shown with its share of the block.</source>
        <translation>Rollout 将整幅图相乘，因此在 %1 个词元以内是精确的。此图为 %1 个块（每块约 %2 个词元）之间的结果：列求和，每块取两行平均，词元按其在块中的份额显示。</translation>
    </message>
    <message>
        <source>Nothing is picked: click a cell of the map first, then bookmark it.</source>
        <translation>未选中任何单元格：请先点击图中的单元格，再添加书签。</translation>
    </message>
    <message>
        <source>Bookmark %1 is outside of these %2 tokens.</source>
        <translation>书签 %1 超出这 %2 个词元。</translation>
    </message>
    <message>
        <source>&amp;Mark the picked cell (Ctrl+B)</source>
        <translation>标记选中的单元格 (Ctrl+B)(&amp;M)</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <translation>%1“%2”</translation>
    </message>
    <message>
        <source>&amp;%1  query %2 ← key %3</source>
        <translation>&amp;%1  查询 %2 ← 键 %3</translation>
    </message>
    <message>
        <source>No bookmarks yet</source>
        <translation>还没有书签</translation>
    </message>
    <message>
        <source>&amp;Remove all</source>
        <translation>全部移除(&amp;R)</translation>
    </message>
    <message>
        <source>Bookmarks (%1)</source>
        <translation>书签（%1）</translation>
    </message>
    <message>
        <source>α LongMamba − α vanilla</source>
        <translation>α LongMamba − α 原始</translation>
    </message>
    <message>
        <source>less</source>
        <translation>更弱</translation>
    </message>
    <message>
        <source>more</source>
        <translation>更强</translation>
    </message>
    <message>
        <source>%1 − vanilla</source>
        <translation>%1 − 原始</translation>
    </message>
    <message>
        <source>Filtered pass with earlier settings; the new one follows</source>
        <translation>按先前设置的过滤计算；新的随后到来</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MapView</name>
    <message>
        <source>How many tokens one screen pixel stands for, and which of their values it shows.
Zoom in until it says 1 × 1 to see single values.</source>
        <translation>一个屏幕像素代表多少词元，以及显示其中哪个值。
放大到 1 × 1 即可看到单个值。</translation>
    </message>
    <message>
        <source>key token j</source>
        <translation>键词元 j</translation>
    </message>
    <message>
        <source>query token i</source>
        <translation>查询词元 i</translation>
    </message>
    <message>
        <source>single tokens, one is %1 × %2 px</source>
        <translation>单个词元，每个占 %1 × %2 像素</translation>
    </message>
    <message>
        <source>1 px = %1 × %2 tokens, %3</source>
        <translation>1 像素 = %1 × %2 词元，%3</translation>
    </message>
    <message>
        <source>Attention map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>max |α|</source>
        <translation>最大 |α|</translation>
    </message>
    <message>
        <source>Attention map: %1</source>
        <translation>注意力图：%1</translation>
    </message>
    <message>
        <source>No cell picked</source>
        <translation>未选中单元格</translation>
    </message>
    <message>
        <source>Picked query token %1, key token %2</source>
        <translation>选中查询词元 %1，键词元 %2</translation>
    </message>
    <message>
        <source>No cell picked; arrow keys pick one</source>
        <translation>未选中单元格；用方向键选择</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MessageBar</name>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::MethodDock</name>
    <message>
        <source>Threshold factor b</source>
        <translation>阈值系数 b</translation>
    </message>
    <message>
        <source>Theta</source>
        <translation>θ</translation>
    </message>
    <message>
        <source>A global channel keeps a token when its Δ is larger than g(S) times b. 0 keeps all.</source>
        <translation>当词元的 Δ 大于 g(S) 乘以 b 时，全局通道保留该词元。0 表示全部保留。</translation>
    </message>
    <message>
        <source>Length bucket S of the thresholds g(S)</source>
        <translation>阈值 g(S) 的长度分档 S</translation>
    </message>
    <message>
        <source>Length &amp;bucket S</source>
        <translation>长度分档 S(&amp;B)</translation>
    </message>
    <message>
        <source>Made from %1 sequences of %2 tokens of %3</source>
        <translation>由 %3 的 %1 个序列（每个 %2 个词元）生成</translation>
    </message>
    <message>
        <source>Made with clamp %1 %, %2 of %3 sequences × %4 tokens</source>
        <translation>生成参数：截断 %1 %，%3 个序列 × %4 个词元的%2</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>average</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>The clamp, a property of the profile, cuts the largest Δs before the thresholds are found</source>
        <translation>截断是校准档案的属性：在求阈值之前截去最大的 Δ</translation>
    </message>
    <message>
        <source>auto (%1)</source>
        <translation>自动（%1）</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Method of the filtered side</source>
        <translation>过滤一侧的方法</translation>
    </message>
    <message>
        <source>How the filtered side reads the sequence; the other side is vanilla</source>
        <translation>过滤一侧如何读取序列；另一侧为原始方法</translation>
    </message>
    <message>
        <source>&amp;Filtered by</source>
        <translation>过滤方法(&amp;F)</translation>
    </message>
    <message>
        <source>Recalibrate …</source>
        <translation>重新校准…</translation>
    </message>
    <message>
        <source>Make new thresholds: another clamp, length, aggregate or text</source>
        <translation>生成新的阈值：换用其他截断、长度、汇总方式或文本</translation>
    </message>
    <message>
        <source>θ only classifies the channels; DeciMamba does not ask for it</source>
        <translation>θ 只用于给通道分类；DeciMamba 不使用它</translation>
    </message>
    <message>
        <source>There is no calibration profile for this model. Make one with Recalibrate, or drop one here.</source>
        <translation>该模型没有校准文件。请用“重新校准”生成，或把文件拖放到此处。</translation>
    </message>
    <message>
        <source>Profile &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>校准文件 &lt;b&gt;%1&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ModelDock</name>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>The checkpoint&apos;s tensors by layer, with what their values look like</source>
        <translation>按层列出检查点的张量及其数值分布</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Choose a tokenizer.json by hand</source>
        <translation>手动选择 tokenizer.json</translation>
    </message>
    <message>
        <source>Layers: share of global channels</source>
        <translation>层：全局通道的比例</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>无模型</translation>
    </message>
    <message>
        <source>%1 · %2, %3</source>
        <translation>%1 · %2，%3</translation>
    </message>
    <message>
        <source>No tokenizer</source>
        <translation>无分词器</translation>
    </message>
    <message>
        <source>Tokenizer: %1</source>
        <translation>分词器：%1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ModelReport</name>
    <message>
        <source>&amp;Choose…</source>
        <translation>选择(&amp;C)…</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>家族</translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>&amp;Tokenizer</source>
        <translation>分词器(&amp;T)</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>What is known of the model</source>
        <translation>模型的已知信息</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Choose a tokenizer.json by hand</source>
        <translation>手动选择 tokenizer.json</translation>
    </message>
    <message>
        <source>Choose a tokenizer</source>
        <translation>选择分词器</translation>
    </message>
    <message>
        <source>Tokenizers (tokenizer.json *.json);;All files (*)</source>
        <translation>分词器 (tokenizer.json *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>This cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>%1 · vocabulary of %2 tokens, %3</source>
        <translation>%1 · 词表 %2 个词元，%3</translation>
    </message>
    <message>
        <source>embedding used as the output matrix too</source>
        <translation>嵌入矩阵兼作输出矩阵</translation>
    </message>
    <message>
        <source>output matrix of its own</source>
        <translation>独立的输出矩阵</translation>
    </message>
    <message>
        <source>%1 in %2 · %3</source>
        <translation>%1，共 %2 · %3</translation>
    </message>
    <message>
        <source>%1 needed, %2 free</source>
        <translation>需要 %1，可用 %2</translation>
    </message>
    <message>
        <source>The weights as they are kept, and the state of one sequence</source>
        <translation>按存储格式保持的权重，以及一个序列的状态</translation>
    </message>
    <message>
        <source>tokenizer.json, found with the model</source>
        <translation>tokenizer.json，随模型找到</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>none: look at the weights only</source>
        <translation>无：只查看权重</translation>
    </message>
    <message>
        <source>, chosen by hand</source>
        <translation>，手动选择</translation>
    </message>
    <message>
        <source>. Choose another one, or none.</source>
        <translation>。请另选一个，或不用。</translation>
    </message>
    <message>
        <source>Without a tokenizer the weights can be looked at, but no text can be read. One can be chosen here, or later in the Model menu.</source>
        <translation>没有分词器时可以查看权重，但不能读取文本。可在此处选择，或稍后在“模型”菜单中选择。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::OpenDialog</name>
    <message>
        <source>Open model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Bundled and recent models, and those of the Hugging Face cache</source>
        <translation>内置模型、最近的模型以及 Hugging Face 缓存中的模型</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Looking at %1 …</source>
        <translation>正在查看 %1…</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>folder, weight file or org/name</source>
        <translation>文件夹、权重文件或 org/name</translation>
    </message>
    <message>
        <source>Model: folder, weight file or org/name</source>
        <translation>模型：文件夹、权重文件或 org/name</translation>
    </message>
    <message>
        <source>A folder or file, the name of a bundled model, or org/name from the local Hugging Face cache. The arrow keys step through the list.</source>
        <translation>文件夹或文件、内置模型的名称，或本地 Hugging Face 缓存中的 org/name。方向键可在列表中移动。</translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation>文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Choose a model&apos;s folder</source>
        <translation>选择模型的文件夹</translation>
    </message>
    <message>
        <source>F&amp;ile…</source>
        <translation>文件(&amp;I)…</translation>
    </message>
    <message>
        <source>Choose a weight file: .safetensors, .bin, .pt, .pth or an index</source>
        <translation>选择权重文件：.safetensors、.bin、.pt、.pth 或索引</translation>
    </message>
    <message>
        <source>looking for models</source>
        <translation>正在查找模型</translation>
    </message>
    <message>
        <source>Choose a weight file</source>
        <translation>选择权重文件</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.bin *.pt *.pth *.index.json config.json);;All files (*)</source>
        <translation>权重 (*.safetensors *.bin *.pt *.pth *.index.json config.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>&lt;p&gt;Name a model&apos;s folder, a weight file, or org/name of a model in the local Hugging Face cache; or choose one from the list, or drop a folder here.&lt;/p&gt;&lt;p&gt;What it is and what it needs is shown here before anything is loaded.&lt;/p&gt;</source>
        <translation>&lt;p&gt;请输入模型的文件夹、权重文件，或本地 Hugging Face 缓存中模型的 org/name；也可从列表中选择，或将文件夹拖放到此处。&lt;/p&gt;&lt;p&gt;加载之前，这里会显示它是什么、需要什么。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>looking at %1</source>
        <translation>正在查看 %1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::PromptHistoryPopup</name>
    <message>
        <source>Search earlier prompts</source>
        <translation>搜索先前的提示词</translation>
    </message>
    <message>
        <source>Earlier prompts</source>
        <translation>先前的提示词</translation>
    </message>
    <message>
        <source>No prompt was run yet.</source>
        <translation>尚未运行过提示词。</translation>
    </message>
    <message>
        <source>No earlier prompt holds these words.</source>
        <translation>先前的提示词中没有包含这些词的。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RangeBar</name>
    <message>
        <source>Lower end of the colours</source>
        <translation>颜色下限</translation>
    </message>
    <message>
        <source>Upper end of the colours</source>
        <translation>颜色上限</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RangeControl</name>
    <message>
        <source>Lower end of the colours</source>
        <translation>颜色下限</translation>
    </message>
    <message>
        <source>Values up to this one get the first colour.</source>
        <translation>不大于此值的用第一种颜色。</translation>
    </message>
    <message>
        <source>Upper end of the colours</source>
        <translation>颜色上限</translation>
    </message>
    <message>
        <source>Values from this one on get the last colour.</source>
        <translation>不小于此值的用最后一种颜色。</translation>
    </message>
    <message>
        <source>Autofit</source>
        <translation>自动范围</translation>
    </message>
    <message>
        <source>While pressed in, the range follows the data: zeros and the largest 0.2 % are left out;
logarithms show the three decades below the maximum.</source>
        <translation>按下时范围跟随数据：忽略零和最大的 0.2 %；
对数显示最大值以下的三个数量级。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Sets the range to all values, from the smallest to the largest.</source>
        <translation>将范围设为从最小到最大的所有值。</translation>
    </message>
    <message>
        <source>Reset the range to all values</source>
        <translation>将范围重置为所有值</translation>
    </message>
    <message>
        <source>The quantity that the colours stand for: %1</source>
        <translation>颜色代表的量：%1</translation>
    </message>
    <message>
        <source>How often each value of %1 occurs in the map (zeros left out).
Drag an end, or the middle to move both; with the focus on an end the arrow keys move it.</source>
        <translation>%1 的各个值在图中出现的频次（不计零）。
拖动一端，或拖动中间同时移动两端；焦点在一端时可用方向键移动。</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>While pressed in, the range stays as it is when another channel is shown.
Otherwise a range set by hand ends with the channel.</source>
        <translation>按下时，显示其他通道时范围保持不变。
否则手动设定的范围随通道结束。</translation>
    </message>
    <message>
        <source>Keep the range for other channels</source>
        <translation>对其他通道保持范围</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RecalibrateForm</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save profile …</source>
        <translation>保存校准文件…</translation>
    </message>
    <message>
        <source>Tokens of a sequence: the length of the sequences that the model was trained on</source>
        <translation>每个序列的词元数：模型训练时所用序列的长度</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Share of the largest Δs that is cut before the thresholds g(S) are found</source>
        <translation>求阈值 g(S) 之前截去的最大 Δ 的比例</translation>
    </message>
    <message>
        <source>Clamp C</source>
        <translation>截断 C</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>average</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>What is made of the thresholds of all sequences</source>
        <translation>所有序列的阈值如何汇总</translation>
    </message>
    <message>
        <source>Over sequences</source>
        <translation>对各序列取</translation>
    </message>
    <message>
        <source>The program&apos;s own text</source>
        <translation>程序自带的文本</translation>
    </message>
    <message>
        <source>Choose a file …</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>The sequences are cut from this text</source>
        <translation>序列从该文本中截取</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Sequences that are cut from the text</source>
        <translation>从文本中截取的序列数</translation>
    </message>
    <message>
        <source>Sequences</source>
        <translation>序列数</translation>
    </message>
    <message>
        <source>Start the calibration</source>
        <translation>开始校准</translation>
    </message>
    <message>
        <source>Cancel the calibration</source>
        <translation>取消校准</translation>
    </message>
    <message>
        <source>Write the session&apos;s profile to a file of your own</source>
        <translation>把会话的校准文件另存为自己的文件</translation>
    </message>
    <message>
        <source>Progress of the calibration</source>
        <translation>校准的进度</translation>
    </message>
    <message>
        <source>Cancelled; the profile is as it was.</source>
        <translation>已取消；校准文件未变。</translation>
    </message>
    <message>
        <source>Save profile</source>
        <translation>保存校准文件</translation>
    </message>
    <message>
        <source>Profiles (*.safetensors)</source>
        <translation>校准文件 (*.safetensors)</translation>
    </message>
    <message>
        <source>Text needs a tokenizer to become tokens</source>
        <translation>文本需要分词器才能变成词元</translation>
    </message>
    <message>
        <source>Find new thresholds; the window stays usable</source>
        <translation>求新的阈值；窗口仍可使用</translation>
    </message>
    <message>
        <source>Text to calibrate with</source>
        <translation>用于校准的文本</translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation>文本文件 (*.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Calibrating %1 …</source>
        <translation>正在校准 %1…</translation>
    </message>
    <message>
        <source>calibrating</source>
        <translation>正在校准</translation>
    </message>
    <message>
        <source>Done: the session&apos;s profile is now %1.</source>
        <translation>完成：会话的校准文件现为 %1。</translation>
    </message>
    <message>
        <source>Done: %1 holds the profile of %2.</source>
        <translation>完成：%1 中是 %2 的校准文件。</translation>
    </message>
    <message>
        <source>The session&apos;s profile is now %1.</source>
        <translation>会话的校准文件现为 %1。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Recovery</name>
    <message>
        <source>%1: the autosave cannot be written (%2)</source>
        <translation>%1：无法写入自动保存（%2）</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::RunListModel</name>
    <message>
        <source>Pass key</source>
        <translation>密钥检索</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>LongBench</source>
        <translation>LongBench</translation>
    </message>
    <message>
        <source>RULER</source>
        <translation>RULER</translation>
    </message>
    <message>
        <source>Document retrieval</source>
        <translation>文档检索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Latency and memory</source>
        <translation>延迟与内存</translation>
    </message>
    <message>
        <source>running, %1 %</source>
        <translation>运行中，%1 %</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>partial, %1 of %2</source>
        <translation>部分完成，%1 / %2</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>部分完成</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) left out</source>
        <translation>
            <numerusform>略去 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始时间</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::SequenceDock</name>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Kind of sequence</source>
        <translation>序列类型</translation>
    </message>
    <message>
        <source>Passkey haystack</source>
        <translation>密钥检索文本</translation>
    </message>
    <message>
        <source>Text file</source>
        <translation>文本文件</translation>
    </message>
    <message>
        <source>Typed prompt</source>
        <translation>键入的提示词</translation>
    </message>
    <message>
        <source>Read this sequence with the model</source>
        <translation>用模型读取此序列</translation>
    </message>
    <message>
        <source>Length of the prompt in tokens, question included</source>
        <translation>提示词长度（词元数，含问题）</translation>
    </message>
    <message>
        <source>Where the key is: 0 at the beginning, 1 right before the question</source>
        <translation>密钥的位置：0 为开头，1 为紧接问题之前</translation>
    </message>
    <message>
        <source>Chooses the key and where the filler text begins</source>
        <translation>决定密钥和填充文本的起点</translation>
    </message>
    <message>
        <source>&amp;Length</source>
        <translation>长度(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Seed</source>
        <translation>随机种子(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Depth</source>
        <translation>深度(&amp;D)</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Choose a text file</source>
        <translation>选择文本文件</translation>
    </message>
    <message>
        <source>Tokens that are read from the beginning of the file</source>
        <translation>从文件开头读取的词元数</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>To&amp;kens</source>
        <translation>词元数(&amp;K)</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Type or paste text</source>
        <translation>键入或粘贴文本</translation>
    </message>
    <message>
        <source>%1 tokens: %2 × the training length %3</source>
        <translation>%1 个词元：训练长度 %3 的 %2 倍</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Key %1 in tokens %2 – %3</source>
        <translation>密钥 %1 位于词元 %2 – %3</translation>
    </message>
    <message>
        <source>Open text</source>
        <translation>打开文本</translation>
    </message>
    <message>
        <source>Text files (*.txt *.md *.csv *.json);;All files (*)</source>
        <translation>文本文件 (*.txt *.md *.csv *.json);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::SessionFiles</name>
    <message>
        <source>The model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>The calibration profile</source>
        <translation>校准档案</translation>
    </message>
    <message>
        <source>The text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>this session</source>
        <translation>此会话</translation>
    </message>
    <message>
        <source>%1 of %2 is not at %3 any more.</source>
        <comment>The model of view.mscope is not at /models/a any more.</comment>
        <translation>%2 的%1已不在 %3。</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>定位…</translation>
    </message>
    <message>
        <source>%1 differs from what the session was saved with (%2).</source>
        <translation>%1 与保存会话时所用的（%2）不同。</translation>
    </message>
    <message>
        <source>Open it all the same</source>
        <translation>仍然打开</translation>
    </message>
    <message>
        <source>Locate another…</source>
        <translation>另行定位…</translation>
    </message>
    <message>
        <source>Where is %1 now?</source>
        <translation>%1 现在在哪里？</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>常规(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Computing</source>
        <translation>计算(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>As the system (%1)</source>
        <translation>跟随系统（%1）</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation> 秒</translation>
    </message>
    <message>
        <source>How much work a crash can cost at most</source>
        <translation>崩溃时最多损失多长时间的工作</translation>
    </message>
    <message>
        <source>Pixels of an exported PNG for each pixel of the screen; 2 or more for print</source>
        <translation>导出 PNG 时每个屏幕像素对应的像素数；印刷用 2 或更大</translation>
    </message>
    <message>
        <source>%1 % of the largest</source>
        <translation>最大值的 %1 %</translation>
    </message>
    <message>
        <source>Above which attention the receptive-field line of a map counts a token</source>
        <translation>注意力高于此值的词元计入图的感受野线</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Autosave every</source>
        <translation>自动保存间隔(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Export scale</source>
        <translation>导出倍率(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Receptive-field level</source>
        <translation>感受野水平(&amp;R)</translation>
    </message>
    <message>
        <source>Every change holds at once. What a session says (theme, level) comes before these.</source>
        <translation>每项更改立即生效。会话中的设置（主题、水平）优先于此处。</translation>
    </message>
    <message>
        <source>all cores (%1)</source>
        <translation>所有核心（%1）</translation>
    </message>
    <message>
        <source>Threads for work on the CPU</source>
        <translation>CPU 计算的线程数</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>GPU (CUDA)</source>
        <translation>GPU (CUDA)</translation>
    </message>
    <message>
        <source>Where models are held and computed; another choice opens the model again</source>
        <translation>模型存放和计算的位置；更改后将重新打开模型</translation>
    </message>
    <message>
        <source>&amp;Threads</source>
        <translation>线程(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>This device cannot be used: %1</source>
        <translation>无法使用此设备：%1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ShortcutEditor</name>
    <message>
        <source>&amp;Assign</source>
        <translation>指定(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Default</source>
        <translation>默认(&amp;D)</translation>
    </message>
    <message>
        <source>Find a command …</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands and their shortcuts</source>
        <translation>命令及其快捷键</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>New shortcut</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>The command has no shortcut any more</source>
        <translation>该命令不再有快捷键</translation>
    </message>
    <message>
        <source>The shortcut that the program gives</source>
        <translation>程序给出的快捷键</translation>
    </message>
    <message>
        <source>All to default</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>&amp;New shortcut</source>
        <translation>新快捷键(&amp;N)</translation>
    </message>
    <message>
        <source>%1 calls “%2” (%3) now. Assigning it here takes it away there.</source>
        <translation>%1 现用于“%2”（%3）。在此指定会将其从那里移除。</translation>
    </message>
    <message>
        <source>&amp;Take it away there</source>
        <translation>从那里移除(&amp;T)</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TensorFeed</name>
    <message>
        <source>reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TensorModel</name>
    <message>
        <source>one value</source>
        <translation>一个值</translation>
    </message>
    <message>
        <source>Outside the layers</source>
        <translation>层外</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>1 tensor</source>
        <translation>1 个张量</translation>
    </message>
    <message>
        <source>%1 tensors</source>
        <translation>%1 个张量</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>no finite value</source>
        <translation>没有有限值</translation>
    </message>
    <message>
        <source>%1, %2 not finite</source>
        <translation>%1，%2 个非有限</translation>
    </message>
    <message>
        <source>%1 of %2, %3 bytes</source>
        <translation>%1，%2，%3 字节</translation>
    </message>
    <message>
        <source>%1 values, %2 of them zero, %3 not finite</source>
        <translation>%1 个值，其中 %2 个为零，%3 个非有限</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>从 %1 到 %2</translation>
    </message>
    <message>
        <source>mean %1, standard deviation %2</source>
        <translation>均值 %1，标准差 %2</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Name in the weight file, without its layer</source>
        <translation>权重文件中的名称，不含层号</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Sizes as they are stored; sorted by the number of values</source>
        <translation>存储的尺寸；按值的个数排序</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Number format in the file</source>
        <translation>文件中的数值格式</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Bytes in the file</source>
        <translation>文件中的字节数</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Smallest and largest finite value; sorted by the larger magnitude</source>
        <translation>最小和最大的有限值；按较大的绝对值排序</translation>
    </message>
    <message>
        <source>Mean ± deviation</source>
        <translation>均值 ± 标准差</translation>
    </message>
    <message>
        <source>Mean and standard deviation of the finite values; sorted by the mean</source>
        <translation>有限值的均值和标准差；按均值排序</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>64 bins from the smallest to the largest value, heights on a logarithmic scale, line at zero; sorted by the standard deviation</source>
        <translation>从最小值到最大值分 64 格，高度为对数刻度，零处有线；按标准差排序</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TensorsPage</name>
    <message>
        <source>Filter: words of the name, type or shape</source>
        <translation>筛选：名称、类型或形状中的词</translation>
    </message>
    <message>
        <source>Filter of the tensors</source>
        <translation>张量筛选</translation>
    </message>
    <message>
        <source>Every word has to be in the name, the type or the shape: &quot;in_proj bf16&quot;, &quot;layers.3.&quot;</source>
        <translation>每个词都须出现在名称、类型或形状中：“in_proj bf16”、“layers.3.”</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the chosen rows as text, or all of them when none is chosen (Ctrl+C)</source>
        <translation>将所选行复制为文本；未选时复制全部 (Ctrl+C)</translation>
    </message>
    <message>
        <source>Tensors by layer</source>
        <translation>按层的张量</translation>
    </message>
    <message>
        <source>&amp;Expand all</source>
        <translation>全部展开(&amp;E)</translation>
    </message>
    <message>
        <source>C&amp;ollapse all</source>
        <translation>全部折叠(&amp;O)</translation>
    </message>
    <message>
        <source>%1 of %2 tensors</source>
        <translation>%2 个张量中的 %1 个</translation>
    </message>
    <message>
        <source>%1 tensors</source>
        <translation>%1 个张量</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TextPane</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copies the generated text without the prompt.</source>
        <translation>复制生成的文本，不含提示词。</translation>
    </message>
    <message>
        <source>Generated tokens, tokens per second and seconds since the first of them was asked for.</source>
        <translation>生成的词元数、每秒词元数，以及自请求第一个词元以来的秒数。</translation>
    </message>
    <message>
        <source>Text generated by %1</source>
        <translation>%1 生成的文本</translation>
    </message>
    <message>
        <source>Copy the text generated by %1</source>
        <translation>复制 %1 生成的文本</translation>
    </message>
    <message>
        <source>%1 tokens · %2 tokens/s · %3 s</source>
        <translation>%1 个词元 · %2 词元/秒 · %3 秒</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ThetaBar</name>
    <message>
        <source>Decay threshold θ</source>
        <translation>衰减阈值 θ</translation>
    </message>
    <message>
        <source>θ = %1; %2 channels local, %3 global</source>
        <translation>θ = %1；%2 个局部通道，%3 个全局通道</translation>
    </message>
    <message>
        <source>no calibration profile</source>
        <translation>没有校准档案</translation>
    </message>
    <message>
        <source>%1 local</source>
        <translation>%1 局部</translation>
    </message>
    <message>
        <source>%1 global</source>
        <translation>%1 全局</translation>
    </message>
    <message>
        <source>Histogram of all channels&apos; decay over the training length (height: square root of the count).
Right of the line: global channels, ln decay &gt; ln θ. They get the token filter.
The axis is even in decades near 1 and compressed towards 10⁻³⁰⁰.

Here: decay %1, %2 channels above.</source>
        <translation>所有通道在训练长度内衰减的直方图（高度：个数的平方根）。
线的右侧：全局通道，ln 衰减 &gt; ln θ，它们使用词元过滤。
坐标轴在 1 附近按数量级均匀，向 10⁻³⁰⁰ 方向压缩。

此处：衰减 %1，其上有 %2 个通道。</translation>
    </message>
    <message>
        <source>▼ selected channel: ln decay %1</source>
        <translation>▼ 所选通道：ln 衰减 %1</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ThetaSlider</name>
    <message>
        <source>Decay threshold θ</source>
        <translation>衰减阈值 θ</translation>
    </message>
    <message>
        <source>0 &lt; θ ≤ 1, for example 0.05 or 1e-30.
A channel is global if what is left of its state after the training length, exp(A Σ Δ), is larger than θ.</source>
        <translation>0 &lt; θ ≤ 1，例如 0.05 或 1e-30。
若训练长度之后通道状态的剩余部分 exp(A Σ Δ) 大于 θ，则该通道为全局。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TokenChannelsModel</name>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layer, counted from 0</source>
        <translation>层，从 0 起计</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Channel of the layer</source>
        <translation>层内的通道</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Whether the channel keeps the token: its Δ is above the threshold</source>
        <translation>通道是否保留该词元：其 Δ 高于阈值</translation>
    </message>
    <message>
        <source>Δ</source>
        <translation>Δ</translation>
    </message>
    <message>
        <source>Step size of the token in this channel</source>
        <translation>词元在此通道中的步长</translation>
    </message>
    <message>
        <source>g(S) b</source>
        <translation>g(S) b</translation>
    </message>
    <message>
        <source>The channel&apos;s threshold</source>
        <translation>通道的阈值</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TokenStatisticsModel</name>
    <message>
        <source>id %1</source>
        <translation>编号 %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Text of the token</source>
        <translation>词元的文本</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>How often it occurs in the sequence</source>
        <translation>在序列中出现的次数</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Share of its occurrences that is kept, mean over the channels that filter</source>
        <translation>其出现中被保留的比例，对过滤通道取平均</translation>
    </message>
    <message>
        <source>Times kept</source>
        <translation>保留次数</translation>
    </message>
    <message>
        <source>How many of its occurrences a channel keeps, mean over the channels</source>
        <translation>一个通道保留其出现的次数，对通道取平均</translation>
    </message>
    <message>
        <source>Times dropped</source>
        <translation>丢弃次数</translation>
    </message>
    <message>
        <source>How many of its occurrences a channel drops, mean over the channels</source>
        <translation>一个通道丢弃其出现的次数，对通道取平均</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TokenStrip</name>
    <message>
        <source>token %1 of %2: “%3”</source>
        <translation>第 %1 个词元，共 %2 个：“%3”</translation>
    </message>
    <message>
        <source>id %1</source>
        <translation>编号 %1</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1：%2 %</translation>
    </message>
    <message>
        <source>inside the highlighted part</source>
        <translation>位于高亮部分内</translation>
    </message>
    <message>
        <source>Tokens of the sequence</source>
        <translation>序列的词元</translation>
    </message>
    <message>
        <source>No token picked</source>
        <translation>未选中词元</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::TokensPage</name>
    <message>
        <source>&amp;Shaded by</source>
        <translation>着色依据(&amp;S)</translation>
    </message>
    <message>
        <source>all filtered channels</source>
        <translation>所有被过滤的通道</translation>
    </message>
    <message>
        <source>the selected channel</source>
        <translation>所选通道</translation>
    </message>
    <message>
        <source>Tokens of the sequence</source>
        <translation>序列的词元</translation>
    </message>
    <message>
        <source>No channel filters this sequence</source>
        <translation>没有通道过滤此序列</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>kept by the selected channel</source>
        <translation>被所选通道保留</translation>
    </message>
    <message>
        <source>kept by this share of the filtered channels</source>
        <translation>被此比例的过滤通道保留</translation>
    </message>
    <message>
        <source>%1 filtered channels: %2 tokens kept by all of them, %3 by none</source>
        <translation>%1 个过滤通道：%2 个词元被全部保留，%3 个未被任何通道保留</translation>
    </message>
    <message>
        <source>Share of the channels that keep each token</source>
        <translation>保留每个词元的通道比例</translation>
    </message>
    <message>
        <source>Tokens by &amp;name</source>
        <translation>按名称的词元(&amp;N)</translation>
    </message>
    <message>
        <source>Picked: &amp;channels</source>
        <translation>选中：通道(&amp;C)</translation>
    </message>
    <message>
        <source>Picked: &amp;attention</source>
        <translation>选中：注意力(&amp;A)</translation>
    </message>
    <message>
        <source>Tokens by name, with how often they are kept</source>
        <translation>按名称的词元及其保留频率</translation>
    </message>
    <message>
        <source>Double click or Enter: its next occurrence in the text</source>
        <translation>双击或回车：跳到其在文本中的下一次出现</translation>
    </message>
    <message>
        <source>Filtered channels and what they do with the picked token</source>
        <translation>过滤通道及其对选中词元的处理</translation>
    </message>
    <message>
        <source>Show on the &amp;Map</source>
        <translation>在注意力图中显示(&amp;M)</translation>
    </message>
    <message>
        <source>The Map page at this token&apos;s column</source>
        <translation>注意力图页面中该词元的列</translation>
    </message>
    <message>
        <source>Attention that the picked token gets from later ones</source>
        <translation>选中词元从后续词元获得的注意力</translation>
    </message>
    <message>
        <source>query token i</source>
        <translation>查询词元 i</translation>
    </message>
    <message>
        <source>|α(i, j)|</source>
        <translation>|α(i, j)|</translation>
    </message>
    <message>
        <source>%1 “%2”</source>
        <translation>%1“%2”</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>share kept</source>
        <translation>保留比例</translation>
    </message>
    <message>
        <source>%1 of %2 tokens kept by layer %3, channel %4 (preview)</source>
        <translation>第 %3 层通道 %4 保留了 %2 个词元中的 %1 个（预览）</translation>
    </message>
    <message>
        <source>%1 of %2 tokens kept by layer %3, channel %4</source>
        <translation>第 %3 层通道 %4 保留了 %2 个词元中的 %1 个</translation>
    </message>
    <message>
        <source>Pick a token to see which channels keep it.</source>
        <translation>选择一个词元以查看哪些通道保留它。</translation>
    </message>
    <message>
        <source>Token %1: looking at the layers …</source>
        <translation>词元 %1：正在查看各层…</translation>
    </message>
    <message>
        <source>channels that keep a token</source>
        <translation>保留词元的通道</translation>
    </message>
    <message>
        <source>Token %1: kept by %2 of the %3 filtered channels.</source>
        <translation>词元 %1：%3 个过滤通道中有 %2 个保留它。</translation>
    </message>
    <message>
        <source>Pick a token to see how much attention later tokens pay to it.</source>
        <translation>选择一个词元以查看后续词元对它的注意力。</translation>
    </message>
    <message>
        <source>Token %1 in layer %2, channel %3</source>
        <translation>第 %2 层通道 %3 中的词元 %1</translation>
    </message>
    <message>
        <source>column of a token</source>
        <translation>词元的列</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>LongMamba (preview)</source>
        <translation>LongMamba（预览）</translation>
    </message>
    <message>
        <source>LongMamba</source>
        <translation>LongMamba</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Workspace</name>
    <message>
        <source>Opening …</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>No model is open. File &gt; Open model, or drop a model folder here.</source>
        <translation>没有打开的模型。请用“文件 &gt; 打开模型”，或将模型文件夹拖放到此处。</translation>
    </message>
    <message>
        <source>Not computed. Run &gt; Compute again (F5).</source>
        <translation>未计算。运行 &gt; 重新计算 (F5)。</translation>
    </message>
    <message>
        <source>opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>the model&apos;s tokenizer</source>
        <translation>模型的分词器</translation>
    </message>
    <message>
        <source>writing the haystack</source>
        <translation>正在生成检索文本</translation>
    </message>
    <message>
        <source>reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>reading the prompt</source>
        <translation>正在读取提示词</translation>
    </message>
    <message>
        <source>opening %1 on %2</source>
        <translation>正在 %2 上打开 %1</translation>
    </message>
    <message>
        <source>setting the number of threads</source>
        <translation>正在设置线程数</translation>
    </message>
    <message>
        <source>vanilla pass</source>
        <translation>原始前向计算</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>generating</source>
        <translation>正在生成</translation>
    </message>
    <message>
        <source>LongMamba needs a calibration profile of this model. Make one with Recalibrate in the Method dock, or drop one here.</source>
        <translation>LongMamba 需要该模型的校准文件。请用“方法”面板中的“重新校准”生成，或把文件拖放到此处。</translation>
    </message>
    <message>
        <source>%1 pass</source>
        <translation>%1 计算</translation>
    </message>
</context>
</TS>
