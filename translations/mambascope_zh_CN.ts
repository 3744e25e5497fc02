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
    <name>DataTable</name>
    <message>
        <source>&amp;Sort by this column</source>
        <translation>按此列排序(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Sort by</source>
        <translation>排序方式(&amp;S)</translation>
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
    <name>EvaluateProtocols</name>
    <message>
        <source>LongBench&apos;s own</source>
        <translation>LongBench 原版</translation>
    </message>
    <message>
        <source>LongMamba&apos;s</source>
        <translation>LongMamba 版</translation>
    </message>
    <message>
        <source>the program&apos;s own</source>
        <translation>程序自带的</translation>
    </message>
    <message>
        <source>DeciMamba&apos;s</source>
        <translation>DeciMamba 的</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>PG-19, LongMamba&apos;s lengths</source>
        <translation>PG-19，LongMamba 的长度</translation>
    </message>
    <message>
        <source>PG-19, DeciMamba&apos;s lengths</source>
        <translation>PG-19，DeciMamba 的长度</translation>
    </message>
    <message>
        <source>a text of one&apos;s own, as LongMamba&apos;s program</source>
        <translation>自选文本，与 LongMamba 的程序相同</translation>
    </message>
    <message>
        <source>LongMamba&apos;s tables 6 and 7</source>
        <translation>LongMamba 的表 6 和表 7</translation>
    </message>
    <message>
        <source>LongBench&apos;s own cuts long prompts in the middle and ends samsum&apos;s answers with their line; LongMamba&apos;s does neither and cleans the decoded text up</source>
        <translation>LongBench 原版截去长提示词的中间部分，并使 samsum 的回答止于行末；LongMamba 版两者都不做，而是清理解码后的文本</translation>
    </message>
    <message>
        <source>DeciMamba&apos;s puts ids of sentences together to contexts of exactly the length and compares the key as one of the answer&apos;s words</source>
        <translation>DeciMamba 的方式用句子的编号拼成长度恰好的上下文，并把密钥作为答案中的一个词来比较</translation>
    </message>
    <message>
        <source>Fills in the lengths, windows and counted tokens of a paper</source>
        <translation>填入论文所用的长度、窗口数和计入的词元数</translation>
    </message>
    <message>
        <source>The mean of ten runs at 8, 16, 32 and 64 thousand tokens instead of a median</source>
        <translation>在 8、16、32、64 千词元处取十次运行的平均值，而不是中位数</translation>
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
    <message>
        <source>depth of the key</source>
        <translation>密钥的深度</translation>
    </message>
    <message>
        <source>context, tokens</source>
        <translation>上下文，词元</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>文档数</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>right answers, %</source>
        <translation>正确答案，%</translation>
    </message>
    <message>
        <source>prefill, ms</source>
        <translation>预填充，毫秒</translation>
    </message>
    <message>
        <source>memory, MiB</source>
        <translation>内存，MiB</translation>
    </message>
    <message>
        <source>added to vanilla, %</source>
        <translation>比原始方法增加，%</translation>
    </message>
    <message>
        <source>%1: prefill</source>
        <translation>%1：预填充</translation>
    </message>
    <message>
        <source>%1: memory</source>
        <translation>%1：内存</translation>
    </message>
    <message>
        <source>prompt, tokens</source>
        <translation>提示，词元</translation>
    </message>
    <message>
        <source>%1 · %2 %</source>
        <translation>%1 · %2 %</translation>
    </message>
    <message>
        <source>right pass keys, %</source>
        <translation>找到的密钥，%</translation>
    </message>
    <message>
        <source>first decimating layer</source>
        <translation>第一个抽减层</translation>
    </message>
    <message>
        <source>threshold factor b · clamp</source>
        <translation>阈值系数 b · 截断</translation>
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
    <name>GenerationRecord</name>
    <message>
        <source>What %1 writes</source>
        <translation>%1 的生成结果</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>%1 tokens read at %2 tokens/s, %3 written at %4 tokens/s.</source>
        <translation>以 %2 词元/秒读入 %1 个词元，以 %4 词元/秒生成 %3 个。</translation>
    </message>
    <message>
        <source>there is no answer to write yet</source>
        <translation>还没有可写入的回答</translation>
    </message>
    <message>
        <source>cannot be written: the suffix must be .md or .json</source>
        <translation>无法写入：后缀须为 .md 或 .json</translation>
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
    <message>
        <source>|α| / max of row</source>
        <translation>|α| / 行最大值</translation>
    </message>
</context>
<context>
    <name>Replacing</name>
    <message>
        <source>Replace %1?</source>
        <comment>files that are there already</comment>
        <translation>替换 %1？</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>Tokens</name>
    <message>
        <source>%1 “%2”</source>
        <translation>%1“%2”</translation>
    </message>
    <message>
        <source>row %1 token &apos;%2&apos;, column %3 token &apos;%4&apos;</source>
        <translation>行 %1 词元“%2”，列 %3 词元“%4”</translation>
    </message>
    <message>
        <source>%1, value %2</source>
        <translation>%1，值 %2</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>(not a number)</source>
        <translation>（不是数字）</translation>
    </message>
    <message>
        <source>-1 or more</source>
        <translation>不小于 -1 的数</translation>
    </message>
    <message>
        <source>0 or more</source>
        <translation>不小于 0 的数</translation>
    </message>
    <message>
        <source>0 or more, or -1</source>
        <translation>不小于 0 的数，或 -1</translation>
    </message>
    <message>
        <source>1 or more</source>
        <translation>不小于 1 的数</translation>
    </message>
    <message>
        <source>BINPERSID with {0}</source>
        <translation>BINPERSID 的参数是{0}</translation>
    </message>
    <message>
        <source>BUILD on {0}</source>
        <translation>BUILD 作用于{0}</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源正忙</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>目录非空</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>GLOBAL is truncated: {0}</source>
        <translation>GLOBAL 被截断：{0}</translation>
    </message>
    <message>
        <source>GLOBAL names {0}, which is too long for a name</source>
        <translation>GLOBAL 给出的 {0} 过长，不能作为名称</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>无效的参数</translation>
    </message>
    <message>
        <source>Invalid cross-device link</source>
        <translation>无效的跨设备链接</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个目录</translation>
    </message>
    <message>
        <source>LibTorch sees {0} CUDA device; use --device cpu</source>
        <translation>LibTorch 只看到 {0} 个 CUDA 设备；请使用 --device cpu</translation>
    </message>
    <message>
        <source>LibTorch sees {0} CUDA devices; use --device cpu</source>
        <translation>LibTorch 只看到 {0} 个 CUDA 设备；请使用 --device cpu</translation>
    </message>
    <message>
        <source>LibTorch&apos;s CUDA library cannot be loaded ({0}); use --device cpu</source>
        <translation>无法加载 LibTorch 的 CUDA 库（{0}）；请使用 --device cpu</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有剩余空间</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有那个文件或目录</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是目录</translation>
    </message>
    <message>
        <source>Oniguruma cannot be initialized</source>
        <translation>无法初始化 Oniguruma</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不足</translation>
    </message>
    <message>
        <source>REDUCE calls OrderedDict with arguments, which is not supported</source>
        <translation>REDUCE 以参数调用 OrderedDict，不受支持</translation>
    </message>
    <message>
        <source>REDUCE calls {0}</source>
        <translation>REDUCE 调用的是{0}</translation>
    </message>
    <message>
        <source>REDUCE with {0} in place of arguments</source>
        <translation>REDUCE 的参数位置上是{0}</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>只读文件系统</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>STOP with values left on the stack</source>
        <translation>STOP 时栈上仍有值</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>符号链接的层数过多</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>Unicode normalization</source>
        <translation>Unicode 规范化</translation>
    </message>
    <message>
        <source>&quot;fingerprints&quot; must be an object</source>
        <translation>“fingerprints”必须是对象</translation>
    </message>
    <message>
        <source>&quot;window&quot; must be an object</source>
        <translation>“window”必须是对象</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be a text</source>
        <translation>“{0}”必须是文本</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be an object</source>
        <translation>“{0}”必须是对象</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; must be {1}</source>
        <translation>“{0}”必须是{1}</translation>
    </message>
    <message>
        <source>__metadata__ entry {0} is not a string</source>
        <translation>__metadata__ 的条目 {0} 不是字符串</translation>
    </message>
    <message>
        <source>__metadata__ is not an object</source>
        <translation>__metadata__ 不是对象</translation>
    </message>
    <message>
        <source>a SentencePiece model</source>
        <translation>SentencePiece 模型</translation>
    </message>
    <message>
        <source>a ZIP64 extra field</source>
        <translation>ZIP64 扩展字段</translation>
    </message>
    <message>
        <source>a class or function</source>
        <translation>类或函数</translation>
    </message>
    <message>
        <source>a dict</source>
        <translation>字典</translation>
    </message>
    <message>
        <source>a download is unfinished ({0})</source>
        <translation>一项下载尚未完成（{0}）</translation>
    </message>
    <message>
        <source>a finite number</source>
        <translation>有限的数</translation>
    </message>
    <message>
        <source>a list of merges without its vocabulary</source>
        <translation>合并列表，缺少其词表</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>文本列表</translation>
    </message>
    <message>
        <source>a list of whole numbers</source>
        <translation>整数列表</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>a model&apos;s name or folder</source>
        <translation>模型的名称或文件夹</translation>
    </message>
    <message>
        <source>a number is expected</source>
        <translation>此处应为数字</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a parameter without a tensor</source>
        <translation>参数中没有张量</translation>
    </message>
    <message>
        <source>a persistent id of its pickle does not describe a storage</source>
        <translation>其 pickle 中有一个持久 ID 描述的不是存储</translation>
    </message>
    <message>
        <source>a prompt of {0} tokens needs {1} of memory, {2} are free</source>
        <translation>{0} 个词元的提示词需要 {1} 内存，可用 {2}</translation>
    </message>
    <message>
        <source>a size</source>
        <translation>某个维度大小</translation>
    </message>
    <message>
        <source>a storage key {0} is not a plain name</source>
        <translation>存储的键{0}不是普通名称</translation>
    </message>
    <message>
        <source>a storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>a stride</source>
        <translation>某个步长</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>字符串</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a tiktoken vocabulary</source>
        <translation>tiktoken 词表</translation>
    </message>
    <message>
        <source>a tokenizer without decoder is not supported</source>
        <translation>不支持没有解码器的分词器</translation>
    </message>
    <message>
        <source>a truth value</source>
        <translation>真假值</translation>
    </message>
    <message>
        <source>a tuple</source>
        <translation>元组</translation>
    </message>
    <message>
        <source>a vocabulary without its merges</source>
        <translation>词表，缺少其合并列表</translation>
    </message>
    <message>
        <source>a whole number of 0 or more</source>
        <translation>不小于 0 的整数</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a zip entry</source>
        <translation>zip 条目</translation>
    </message>
    <message>
        <source>above 0 and at most 1</source>
        <translation>大于 0 且不大于 1 的数</translation>
    </message>
    <message>
        <source>added token number {0} has no content</source>
        <translation>第 {0} 个附加词元没有内容</translation>
    </message>
    <message>
        <source>added token {0}</source>
        <translation>附加词元 {0}</translation>
    </message>
    <message>
        <source>added_tokens is not a list</source>
        <translation>added_tokens 不是列表</translation>
    </message>
    <message>
        <source>aggregate &quot;{0}&quot; is not known (max or avg expected)</source>
        <translation>未知的聚合方式“{0}”（应为 max 或 avg）</translation>
    </message>
    <message>
        <source>an integer beyond 64 bits</source>
        <translation>超出 64 位的整数</translation>
    </message>
    <message>
        <source>an integer</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>are not a part of a map of {0} x {0}</source>
        <translation>不在 {0} × {0} 的注意力图之内</translation>
    </message>
    <message>
        <source>are not among the {0} rows of cells</source>
        <translation>不在 {0} 行单元格之内</translation>
    </message>
    <message>
        <source>at least 2 tokens are needed</source>
        <translation>至少需要 2 个词元</translation>
    </message>
    <message>
        <source>at most brush_decay1</source>
        <translation>不大于 brush_decay1 的数</translation>
    </message>
    <message>
        <source>at most brush_reach1</source>
        <translation>不大于 brush_reach1 的数</translation>
    </message>
    <message>
        <source>at most map_col1</source>
        <translation>不大于 map_col1 的数</translation>
    </message>
    <message>
        <source>at most map_row1</source>
        <translation>不大于 map_row1 的数</translation>
    </message>
    <message>
        <source>at most range_high</source>
        <translation>不大于 range_high 的数</translation>
    </message>
    <message>
        <source>attention head {0}</source>
        <translation>注意力头 {0}</translation>
    </message>
    <message>
        <source>attention_head_dim is odd</source>
        <translation>attention_head_dim 是奇数</translation>
    </message>
    <message>
        <source>attention_hidden_size is not twice hidden_size</source>
        <translation>attention_hidden_size 不是 hidden_size 的两倍</translation>
    </message>
    <message>
        <source>attn_layer_idx is not a list</source>
        <translation>attn_layer_idx 不是列表</translation>
    </message>
    <message>
        <source>attn_layer_idx names attention layers ({0}): Mamba-attention hybrids are not supported</source>
        <translation>attn_layer_idx 指定了注意力层（{0}）：不支持 Mamba 与注意力的混合模型</translation>
    </message>
    <message>
        <source>beta {0}</source>
        <translation>β {0}</translation>
    </message>
    <message>
        <source>between 0 and 1</source>
        <translation>0 到 1 之间的数</translation>
    </message>
    <message>
        <source>between 32 and 1024</source>
        <translation>32 到 1024 之间的数</translation>
    </message>
    <message>
        <source>bucket {0}</source>
        <translation>长度分档 {0}</translation>
    </message>
    <message>
        <source>calibration length {0}</source>
        <translation>校准长度 {0}</translation>
    </message>
    <message>
        <source>calibration sequence {0}</source>
        <translation>第 {0} 个校准序列</translation>
    </message>
    <message>
        <source>calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>cannot be loaded on {0}: {1}</source>
        <translation>无法加载到 {0}：{1}</translation>
    </message>
    <message>
        <source>cannot be made</source>
        <translation>无法创建</translation>
    </message>
    <message>
        <source>cannot be made: {0}</source>
        <translation>无法创建：{0}</translation>
    </message>
    <message>
        <source>cannot be mapped into memory: {0}</source>
        <translation>无法映射到内存：{0}</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>cannot be opened: {0}</source>
        <translation>无法打开：{0}</translation>
    </message>
    <message>
        <source>cannot be read any more: {0}</source>
        <translation>已无法再读取：{0}</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>cannot be read: {0}</source>
        <translation>无法读取：{0}</translation>
    </message>
    <message>
        <source>cannot be searched for: {0}</source>
        <translation>无法搜索：{0}</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>无法写入</translation>
    </message>
    <message>
        <source>cannot be written: an align folder has lengths of whole thousands, the profile has one of {0} (calibrate with --lengths 1000,2000,..)</source>
        <translation>无法写入：对齐文件夹只有整千的长度，而此档案含有 {0}（请用 --lengths 1000,2000,.. 校准）</translation>
    </message>
    <message>
        <source>cannot be written: one pixel a token is for .png files</source>
        <translation>无法写入：每词元一像素只用于 .png 文件</translation>
    </message>
    <message>
        <source>cannot be written: one pixel a token is for up to {0} tokens, these are {1}</source>
        <translation>无法写入：每词元一像素最多用于 {0} 个词元，此处有 {1} 个</translation>
    </message>
    <message>
        <source>cannot be written: the profile was made without shares and sums of kept tokens; calibrate again</source>
        <translation>无法写入：此档案不含保留词元的比例与总和；请重新校准</translation>
    </message>
    <message>
        <source>cannot be written: there is not enough memory for the picture</source>
        <translation>无法写入：内存不足以绘制该图</translation>
    </message>
    <message>
        <source>cannot be written: {0}</source>
        <translation>无法写入：{0}</translation>
    </message>
    <message>
        <source>channel {0}</source>
        <translation>通道 {0}</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>chunk</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>clamp {0}</source>
        <translation>截断 {0}</translation>
    </message>
    <message>
        <source>cpu, cuda or cuda:N is expected</source>
        <translation>应为 cpu、cuda 或 cuda:N</translation>
    </message>
    <message>
        <source>curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>d_intermediate is not 0: models with MLP blocks are not supported</source>
        <translation>d_intermediate 不为 0：不支持含 MLP 块的模型</translation>
    </message>
    <message>
        <source>data_offsets end before they begin</source>
        <translation>data_offsets 的终点在起点之前</translation>
    </message>
    <message>
        <source>data_offsets is not a pair of non-negative integers</source>
        <translation>data_offsets 不是一对非负整数</translation>
    </message>
    <message>
        <source>data_offsets span {0} bytes, shape and dtype need {1}</source>
        <translation>data_offsets 跨越 {0} 字节，形状与类型需要 {1} 字节</translation>
    </message>
    <message>
        <source>decimating layer {0}</source>
        <translation>抽减层 {0}</translation>
    </message>
    <message>
        <source>decimation &quot;{0}&quot;</source>
        <translation>抽减设置“{0}”</translation>
    </message>
    <message>
        <source>decimation {0}={1}</source>
        <translation>抽减设置 {0}={1}</translation>
    </message>
    <message>
        <source>delta_sum has values below 0 or not finite</source>
        <translation>delta_sum 含有小于 0 或非有限的值</translation>
    </message>
    <message>
        <source>device &quot;{0}&quot;</source>
        <translation>设备“{0}”</translation>
    </message>
    <message>
        <source>device {0}</source>
        <translation>设备 {0}</translation>
    </message>
    <message>
        <source>difference of maps</source>
        <translation>注意力图之差</translation>
    </message>
    <message>
        <source>does not exist</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>does not exist; {0}</source>
        <translation>不存在；{0}</translation>
    </message>
    <message>
        <source>does not say how much memory is free: {0}</source>
        <translation>未报告可用内存：{0}</translation>
    </message>
    <message>
        <source>does not say model, family, length, sequences, clamp, aggregate and source</source>
        <translation>没有给出模型、类别、长度、序列数、截断、聚合方式和来源</translation>
    </message>
    <message>
        <source>drawing the map</source>
        <translation>正在绘制注意力图</translation>
    </message>
    <message>
        <source>dtype &quot;{0}&quot;</source>
        <translation>数据类型“{0}”</translation>
    </message>
    <message>
        <source>dtype is not a string</source>
        <translation>dtype 不是字符串</translation>
    </message>
    <message>
        <source>dtype {0} is not a floating-point type (F32, F16, BF16 or F64 expected)</source>
        <translation>dtype {0} 不是浮点类型（应为 F32、F16、BF16 或 F64）</translation>
    </message>
    <message>
        <source>dtype {0} is not supported</source>
        <translation>不支持 dtype {0}</translation>
    </message>
    <message>
        <source>dtype {0}, I64 expected</source>
        <translation>dtype 为 {0}，应为 I64</translation>
    </message>
    <message>
        <source>every {0} tokens is no distance between samples</source>
        <translation>每 {0} 个词元不能作为采样间隔</translation>
    </message>
    <message>
        <source>family &quot;{0}&quot; is not known</source>
        <translation>未知的类别“{0}”</translation>
    </message>
    <message>
        <source>filter &quot;{0}&quot;</source>
        <translation>过滤器“{0}”</translation>
    </message>
    <message>
        <source>folder with models, profiles and texts not found; set MAMBASCOPE_RESOURCES</source>
        <translation>找不到含模型、档案和文本的文件夹；请设置 MAMBASCOPE_RESOURCES</translation>
    </message>
    <message>
        <source>fp32 or bf16 is expected</source>
        <translation>应为 fp32 或 bf16</translation>
    </message>
    <message>
        <source>generating</source>
        <translation>正在生成</translation>
    </message>
    <message>
        <source>generation</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>has a number out of range at {0}</source>
        <translation>在{0}处有超出范围的数</translation>
    </message>
    <message>
        <source>has a tensor that the configuration does not explain: {0}</source>
        <translation>含有配置无法解释的张量：{0}</translation>
    </message>
    <message>
        <source>has a word of {0} bytes, which is too long to encode</source>
        <translation>含有一个 {0} 字节的词，过长而无法编码</translation>
    </message>
    <message>
        <source>has another name in its header</source>
        <translation>其头部中的名称不同</translation>
    </message>
    <message>
        <source>has become shorter since it was opened ({0} of {1} bytes)</source>
        <translation>自打开以来变短了（{0} / {1} 字节）</translation>
    </message>
    <message>
        <source>has byte order {0}, only little-endian data are supported</source>
        <translation>的字节序为 {0}，只支持小端数据</translation>
    </message>
    <message>
        <source>has more than one entry data.pkl</source>
        <translation>含有不止一个 data.pkl 条目</translation>
    </message>
    <message>
        <source>has no attention</source>
        <translation>没有注意力</translation>
    </message>
    <message>
        <source>has no config.json beside it, which says what kind of model the weights are</source>
        <translation>旁边没有 config.json，因此不知道这些权重属于哪种模型</translation>
    </message>
    <message>
        <source>has no config.json, so it is not a model folder</source>
        <translation>没有 config.json，因此不是模型文件夹</translation>
    </message>
    <message>
        <source>has no header where the directory says</source>
        <translation>在目录所说的位置没有头部</translation>
    </message>
    <message>
        <source>has no model, so it is not a tokenizer.json</source>
        <translation>没有 model，因此不是 tokenizer.json</translation>
    </message>
    <message>
        <source>has no model_type, so the family of the model is unknown</source>
        <translation>没有 model_type，因此模型的类别未知</translation>
    </message>
    <message>
        <source>has no snapshot with a config.json in the Hugging Face cache ({0})</source>
        <translation>在 Hugging Face 缓存（{0}）中没有含 config.json 的快照</translation>
    </message>
    <message>
        <source>has no tA_prod/tA_prod_layer_0.pt</source>
        <translation>没有 tA_prod/tA_prod_layer_0.pt</translation>
    </message>
    <message>
        <source>has no tensor named lm_head.weight, though the configuration says that it is not tied to the embedding</source>
        <translation>没有名为 lm_head.weight 的张量，而配置说明它不与嵌入共享</translation>
    </message>
    <message>
        <source>has no tensor named {0}</source>
        <translation>没有名为 {0} 的张量</translation>
    </message>
    <message>
        <source>has no tensor named {0}, which a {1} model of {2} layers needs</source>
        <translation>没有名为 {0} 的张量，而 {2} 层的 {1} 模型需要它</translation>
    </message>
    <message>
        <source>has no tensor named {0}, which the index says is in this shard</source>
        <translation>没有名为 {0} 的张量，而索引说明它在此分片中</translation>
    </message>
    <message>
        <source>has no weight_map that says which file holds which tensor</source>
        <translation>没有说明张量所在文件的 weight_map</translation>
    </message>
    <message>
        <source>has no weights (model.safetensors or pytorch_model.bin)</source>
        <translation>没有权重（model.safetensors 或 pytorch_model.bin）</translation>
    </message>
    <message>
        <source>has no {0}, which filter {1} needs; calibrate again</source>
        <translation>不含过滤器 {1} 所需的{0}；请重新校准</translation>
    </message>
    <message>
        <source>has the key &quot;{0}&quot;, a length as in &quot;16k&quot; is expected</source>
        <translation>含有键“{0}”，应为“16k”这样的长度</translation>
    </message>
    <message>
        <source>has the tensor {0} twice</source>
        <translation>两次含有张量 {0}</translation>
    </message>
    <message>
        <source>has the zip entry {0} twice</source>
        <translation>两次含有 zip 条目 {0}</translation>
    </message>
    <message>
        <source>has values that are below 0, too large or not numbers</source>
        <translation>含有小于 0、过大或不是数字的值</translation>
    </message>
    <message>
        <source>has {0} in place of its storage keys</source>
        <translation>存储键的位置上是{0}</translation>
    </message>
    <message>
        <source>has {0} tokens, too few for {1} sequences of {2}</source>
        <translation>有 {0} 个词元，不足以构成 {1} 个长 {2} 的序列</translation>
    </message>
    <message>
        <source>has {0} tokens, {1} are needed</source>
        <translation>有 {0} 个词元，需要 {1} 个</translation>
    </message>
    <message>
        <source>holds a dict, one tensor is expected</source>
        <translation>含有字典，应为单个张量</translation>
    </message>
    <message>
        <source>holds a tensor that is not one number for each of the layer&apos;s heads</source>
        <translation>所含张量不是该层每个头一个数</translation>
    </message>
    <message>
        <source>holds no tensor</source>
        <translation>不含张量</translation>
    </message>
    <message>
        <source>holds {0} bytes of data, {1} expected from its shape</source>
        <translation>含有 {0} 字节数据，按其形状应为 {1} 字节</translation>
    </message>
    <message>
        <source>holds {0}, a dict of tensors (state dict) is expected</source>
        <translation>所含的是{0}，应为张量的字典（state dict）</translation>
    </message>
    <message>
        <source>hybrid_layer_ids does not name the hybrid layers of layers_block_type</source>
        <translation>hybrid_layer_ids 与 layers_block_type 中的混合层不符</translation>
    </message>
    <message>
        <source>in the folder above the model&apos;s</source>
        <translation>在模型文件夹的上级文件夹中</translation>
    </message>
    <message>
        <source>in the model&apos;s folder</source>
        <translation>在模型的文件夹中</translation>
    </message>
    <message>
        <source>is a TorchScript program (torch.jit.save), a state dict of torch.save is expected</source>
        <translation>是 TorchScript 程序（torch.jit.save），应为 torch.save 的 state dict</translation>
    </message>
    <message>
        <source>is a damaged or truncated zip archive: entry {0} {1}</source>
        <translation>是损坏或被截断的 zip 归档：条目 {0} {1}</translation>
    </message>
    <message>
        <source>is a damaged or truncated zip archive: its central directory would lie outside the file</source>
        <translation>是损坏或被截断的 zip 归档：其中央目录超出文件之外</translation>
    </message>
    <message>
        <source>is a damaged zip archive: entry {0} has two different sizes</source>
        <translation>是损坏的 zip 归档：条目 {0} 有两个不同的大小</translation>
    </message>
    <message>
        <source>is a damaged zip archive: its central directory has fewer entries than announced</source>
        <translation>是损坏的 zip 归档：其中央目录的条目比声明的少</translation>
    </message>
    <message>
        <source>is a damaged zip archive: its central directory has more entries than announced</source>
        <translation>是损坏的 zip 归档：其中央目录的条目比声明的多</translation>
    </message>
    <message>
        <source>is a damaged zip archive: its two end records contradict each other</source>
        <translation>是损坏的 zip 归档：其两个结束记录相互矛盾</translation>
    </message>
    <message>
        <source>is a damaged zip archive: the ZIP64 end record is not where its locator says</source>
        <translation>是损坏的 zip 归档：ZIP64 结束记录不在定位记录所说的位置</translation>
    </message>
    <message>
        <source>is a file of the format {0}, which is not supported; safetensors and torch.save are</source>
        <translation>是 {0} 格式的文件，不受支持；支持 safetensors 和 torch.save</translation>
    </message>
    <message>
        <source>is a folder, not a session file</source>
        <translation>是文件夹，不是会话文件</translation>
    </message>
    <message>
        <source>is a folder, not a text file</source>
        <translation>是文件夹，不是文本文件</translation>
    </message>
    <message>
        <source>is a folder; a text file is needed</source>
        <translation>是文件夹；此处需要文本文件</translation>
    </message>
    <message>
        <source>is a folder; an .npy file is needed</source>
        <translation>是文件夹；此处需要 .npy 文件</translation>
    </message>
    <message>
        <source>is a link to {0}, which does not exist: it was moved, or its download is unfinished</source>
        <translation>是指向 {0} 的链接，而目标不存在：它被移走了，或其下载尚未完成</translation>
    </message>
    <message>
        <source>is a pointer of Git LFS, not the file itself; &apos;git lfs pull&apos; fetches it</source>
        <translation>是 Git LFS 的指针，而非文件本身；可用“git lfs pull”获取</translation>
    </message>
    <message>
        <source>is a share of the tokens: 0 or more and below 1</source>
        <translation>应为词元的比例：不小于 0 且小于 1</translation>
    </message>
    <message>
        <source>is a truncated zip archive: its central directory is missing at the end</source>
        <translation>是被截断的 zip 归档：末尾缺少中央目录</translation>
    </message>
    <message>
        <source>is a zip archive but not one of torch.save: it has no entry data.pkl</source>
        <translation>是 zip 归档，但不是 torch.save 的：没有条目 data.pkl</translation>
    </message>
    <message>
        <source>is defined for models without attention layers only</source>
        <translation>只对没有注意力层的模型有定义</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>为空</translation>
    </message>
    <message>
        <source>is empty, not JSON</source>
        <translation>为空，不是 JSON</translation>
    </message>
    <message>
        <source>is empty: at least one token is needed</source>
        <translation>为空：至少需要一个词元</translation>
    </message>
    <message>
        <source>is empty: type some text first</source>
        <translation>为空：请先输入文本</translation>
    </message>
    <message>
        <source>is longer than {0} bytes</source>
        <translation>超过 {0} 字节</translation>
    </message>
    <message>
        <source>is named twice</source>
        <translation>被指定了两次</translation>
    </message>
    <message>
        <source>is nested too deep: more than {0} JSON objects and arrays in one another</source>
        <translation>嵌套过深：JSON 对象和数组超过 {0} 层</translation>
    </message>
    <message>
        <source>is no tokenizer.json: it has more than {0} MiB</source>
        <translation>不是 tokenizer.json：超过 {0} MiB</translation>
    </message>
    <message>
        <source>is not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>is not a calibration profile of this version (format &quot;{0}&quot;, {1} expected)</source>
        <translation>不是此版本的校准档案（格式“{0}”，应为 {1}）</translation>
    </message>
    <message>
        <source>is not a calibration profile: its metadata lacks &quot;{0}&quot;</source>
        <translation>不是校准档案：其元数据缺少“{0}”</translation>
    </message>
    <message>
        <source>is not a file of torch.save: neither a zip archive nor the format before 1.6 (whose magic number is missing)</source>
        <translation>不是 torch.save 的文件：既不是 zip 归档，也不是 1.6 之前的格式（缺少其魔数）</translation>
    </message>
    <message>
        <source>is not a file</source>
        <translation>不是文件</translation>
    </message>
    <message>
        <source>is not a model: a folder, a weight file (.safetensors, .bin, .pt, .pth), an index (.index.json) or a config.json is expected</source>
        <translation>不是模型：应为文件夹、权重文件（.safetensors、.bin、.pt、.pth）、索引（.index.json）或 config.json</translation>
    </message>
    <message>
        <source>is not a regular expression: {0}</source>
        <translation>不是正则表达式：{0}</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>is not a safetensors file: header size {0} exceeds the format&apos;s limit of 100,000,000</source>
        <translation>不是 safetensors 文件：头部大小 {0} 超出该格式 100,000,000 的上限</translation>
    </message>
    <message>
        <source>is not a safetensors file: the header does not begin with &apos;{&apos;</source>
        <translation>不是 safetensors 文件：头部不以“{”开头</translation>
    </message>
    <message>
        <source>is not a safetensors file: the header does not end with &apos;}&apos; and spaces</source>
        <translation>不是 safetensors 文件：头部不以“}”和空格结尾</translation>
    </message>
    <message>
        <source>is not a tokenizer: its JSON is not an object</source>
        <translation>不是分词器：其 JSON 不是对象</translation>
    </message>
    <message>
        <source>is not among the profile&apos;s lengths</source>
        <translation>不在档案的长度之列</translation>
    </message>
    <message>
        <source>is not an align folder of LongMamba: it has no folders tA_prod and delta_t-thre</source>
        <translation>不是 LongMamba 的对齐文件夹：没有文件夹 tA_prod 和 delta_t-thre</translation>
    </message>
    <message>
        <source>is not downloaded completely ({0})</source>
        <translation>下载不完整（{0}）</translation>
    </message>
    <message>
        <source>is not known (vanilla, longmamba or decimamba expected)</source>
        <translation>未知（应为 vanilla、longmamba 或 decimamba）</translation>
    </message>
    <message>
        <source>is not known ({0} expected)</source>
        <translation>未知（应为 {0}）</translation>
    </message>
    <message>
        <source>is not known; layers=12+16,l_base=2000,beta=0.5,min=20 has all that there are</source>
        <translation>未知；layers=12+16,l_base=2000,beta=0.5,min=20 包含全部设置</translation>
    </message>
    <message>
        <source>is not marked as little-endian; data of other byte order are not supported</source>
        <translation>未标明为小端；不支持其他字节序的数据</translation>
    </message>
    <message>
        <source>is not the configuration of a Mamba model: neither d_model and n_layer nor hidden_size and num_hidden_layers are in it</source>
        <translation>不是 Mamba 模型的配置：其中既没有 d_model 和 n_layer，也没有 hidden_size 和 num_hidden_layers</translation>
    </message>
    <message>
        <source>is not valid JSON</source>
        <translation>不是有效的 JSON</translation>
    </message>
    <message>
        <source>is not valid JSON: NUL byte at offset {0}</source>
        <translation>不是有效的 JSON：偏移 {0} 处有 NUL 字节</translation>
    </message>
    <message>
        <source>is not valid JSON: invalid UTF-8 at {0}</source>
        <translation>不是有效的 JSON：{0}处有无效的 UTF-8</translation>
    </message>
    <message>
        <source>is not valid JSON: syntax error at {0}</source>
        <translation>不是有效的 JSON：{0}处有语法错误</translation>
    </message>
    <message>
        <source>is not valid JSON: the text ends early, at {0}</source>
        <translation>不是有效的 JSON：文本在{0}处提前结束</translation>
    </message>
    <message>
        <source>is one part of a zip archive that is split into several files</source>
        <translation>是分成多个文件的 zip 归档的一部分</translation>
    </message>
    <message>
        <source>is outside the sequence of {0} tokens</source>
        <translation>在 {0} 个词元的序列之外</translation>
    </message>
    <message>
        <source>is outside the vocabulary of {0} (0..{1})</source>
        <translation>不在 {0} 的词表之内（0..{1}）</translation>
    </message>
    <message>
        <source>is outside the vocabulary of {0}</source>
        <translation>不在 {0} 的词表之内</translation>
    </message>
    <message>
        <source>is the first format of Zamba2 (layer_mapping, num_layers), which is not supported; the model is also published in the transformers format</source>
        <translation>是 Zamba2 的最初格式（layer_mapping、num_layers），不受支持；该模型也以 transformers 格式发布</translation>
    </message>
    <message>
        <source>is too large for a configuration ({0} bytes)</source>
        <translation>作为配置过大（{0} 字节）</translation>
    </message>
    <message>
        <source>is too short for a safetensors file ({0} bytes)</source>
        <translation>作为 safetensors 文件过短（{0} 字节）</translation>
    </message>
    <message>
        <source>is truncated or damaged: {0} ends at byte {1}, inside a value</source>
        <translation>被截断或已损坏：{0}在第 {1} 字节处的某个值中间结束</translation>
    </message>
    <message>
        <source>is truncated: storage {0} needs {1} bytes, {2} are left</source>
        <translation>被截断：存储 {0} 需要 {1} 字节，只剩 {2} 字节</translation>
    </message>
    <message>
        <source>is truncated: tensor {0} ends at byte {1} of {2} data bytes</source>
        <translation>被截断：张量 {0} 结束于第 {1} 字节，而数据只有 {2} 字节</translation>
    </message>
    <message>
        <source>is truncated: the header needs {0} bytes, the file has {1} after its first eight</source>
        <translation>被截断：头部需要 {0} 字节，文件在前八个字节之后只有 {1} 字节</translation>
    </message>
    <message>
        <source>is written in protocol {0} of torch.save, {1} is expected</source>
        <translation>以 torch.save 的协议 {0} 写成，应为 {1}</translation>
    </message>
    <message>
        <source>is {0}, which is not supported; a tokenizer.json is</source>
        <translation>是{0}，不受支持；应为 tokenizer.json</translation>
    </message>
    <message>
        <source>it ends without STOP</source>
        <translation>它在没有 STOP 的情况下结束</translation>
    </message>
    <message>
        <source>it has {0} dimensions, more than {1} are not supported</source>
        <translation>它有 {0} 个维度，不支持多于 {1} 个</translation>
    </message>
    <message>
        <source>it has {0} sizes and {1} strides</source>
        <translation>它有 {0} 个大小和 {1} 个步长</translation>
    </message>
    <message>
        <source>it is not built from a storage, offset, sizes and strides</source>
        <translation>它不是由存储、偏移、大小和步长构成的</translation>
    </message>
    <message>
        <source>it is truncated, {0} bytes are announced and {1} follow</source>
        <translation>它被截断，声明了 {0} 字节，其后只有 {1} 字节</translation>
    </message>
    <message>
        <source>it makes more than {0} objects, which is the limit</source>
        <translation>它生成的对象超过 {0} 个的上限</translation>
    </message>
    <message>
        <source>it makes more than {0} values, which is the limit</source>
        <translation>它生成的值超过 {0} 个的上限</translation>
    </message>
    <message>
        <source>it reaches to element {0} of its storage {1}, which has {2} (size or stride out of range)</source>
        <translation>它涉及其存储 {1} 的第 {0} 个元素，而该存储只有 {2} 个（大小或步长超出范围）</translation>
    </message>
    <message>
        <source>it refers to {0}, which is not allowed in a checkpoint</source>
        <translation>它引用了 {0}，这在检查点中不被允许</translation>
    </message>
    <message>
        <source>its input does not have as many rows as there are ids</source>
        <translation>其输入的行数与词元 ID 的个数不同</translation>
    </message>
    <message>
        <source>its offset in the storage</source>
        <translation>它在存储中的偏移</translation>
    </message>
    <message>
        <source>its offset {0} is outside its storage of {1} elements</source>
        <translation>其偏移 {0} 超出含 {1} 个元素的存储</translation>
    </message>
    <message>
        <source>its sizes and strides overflow</source>
        <translation>其大小和步长溢出</translation>
    </message>
    <message>
        <source>its sizes multiply to more elements than its storage has ({0}), or overflow</source>
        <translation>其大小之积超过其存储的元素数（{0}），或发生溢出</translation>
    </message>
    <message>
        <source>its sizes</source>
        <translation>其大小</translation>
    </message>
    <message>
        <source>its state dict has {0} as a key, where the name of a tensor (a string) belongs</source>
        <translation>其 state dict 的键中有{0}，该处应为张量的名称（字符串）</translation>
    </message>
    <message>
        <source>its strides</source>
        <translation>其步长</translation>
    </message>
    <message>
        <source>keep last</source>
        <translation>保留末尾</translation>
    </message>
    <message>
        <source>keep_ratio has values that are no shares (0 to 1)</source>
        <translation>keep_ratio 含有不是比例（0 到 1）的值</translation>
    </message>
    <message>
        <source>l_base {0}</source>
        <translation>l_base {0}</translation>
    </message>
    <message>
        <source>language {0}</source>
        <translation>语言 {0}</translation>
    </message>
    <message>
        <source>last rows {0}</source>
        <translation>末尾 {0} 行</translation>
    </message>
    <message>
        <source>layer {0} has channels 0..{1}</source>
        <translation>第 {0} 层有通道 0..{1}</translation>
    </message>
    <message>
        <source>layer {0} has heads 0..{1}</source>
        <translation>第 {0} 层有头 0..{1}</translation>
    </message>
    <message>
        <source>layer {0} has other lengths than layer 0</source>
        <translation>第 {0} 层的长度与第 0 层不同</translation>
    </message>
    <message>
        <source>layer {0}</source>
        <translation>第 {0} 层</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>layers_block_type has {0} entries, num_hidden_layers is {1}</source>
        <translation>layers_block_type 有 {0} 个条目，而 num_hidden_layers 为 {1}</translation>
    </message>
    <message>
        <source>layers_block_type is missing</source>
        <translation>缺少 layers_block_type</translation>
    </message>
    <message>
        <source>layers_block_type is not a list</source>
        <translation>layers_block_type 不是列表</translation>
    </message>
    <message>
        <source>layers_block_type of layer {0} is {1}, which is not supported (mamba or hybrid expected)</source>
        <translation>layers_block_type 中第 {0} 层为 {1}，不受支持（应为 mamba 或 hybrid）</translation>
    </message>
    <message>
        <source>lengths are not ascending positive numbers</source>
        <translation>lengths 不是递增的正数</translation>
    </message>
    <message>
        <source>lengths</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>line {0}, column {1}</source>
        <translation>第 {0} 行第 {1} 列</translation>
    </message>
    <message>
        <source>lists a storage {0} that no tensor uses</source>
        <translation>列出了没有张量使用的存储 {0}</translation>
    </message>
    <message>
        <source>lists storage {0} twice</source>
        <translation>两次列出存储 {0}</translation>
    </message>
    <message>
        <source>ln_decay has values that are no logarithms of decays (above 0 or not a number)</source>
        <translation>ln_decay 含有不是衰减对数的值（大于 0 或不是数字）</translation>
    </message>
    <message>
        <source>ln_decay is not [layers, channels]</source>
        <translation>ln_decay 不是 [层, 通道]</translation>
    </message>
    <message>
        <source>loading {0}</source>
        <translation>正在加载 {0}</translation>
    </message>
    <message>
        <source>makes the text longer than {0} bytes</source>
        <translation>使文本超过 {0} 字节</translation>
    </message>
    <message>
        <source>map cells {0}</source>
        <translation>注意力图单元格 {0}</translation>
    </message>
    <message>
        <source>map rows {0}, columns {1}</source>
        <translation>注意力图第 {0} 行、第 {1} 列</translation>
    </message>
    <message>
        <source>map size {0}x{1}</source>
        <translation>注意力图大小 {0}×{1}</translation>
    </message>
    <message>
        <source>map</source>
        <translation>注意力图</translation>
    </message>
    <message>
        <source>matches backwards</source>
        <translation>匹配方向相反</translation>
    </message>
    <message>
        <source>memo entry {0} is read but was never stored</source>
        <translation>读取了从未存储的 memo 条目 {0}</translation>
    </message>
    <message>
        <source>merge number {0} is not a pair of tokens</source>
        <translation>第 {0} 个合并不是一对词元</translation>
    </message>
    <message>
        <source>merge number {0} needs the token {1}, which is not in the model&apos;s vocab</source>
        <translation>第 {0} 个合并需要词元 {1}，而它不在模型的 vocab 中</translation>
    </message>
    <message>
        <source>metadata &quot;{0}&quot; is &quot;{1}&quot;, a number of 0 or more is expected</source>
        <translation>元数据“{0}”为“{1}”，应为不小于 0 的数</translation>
    </message>
    <message>
        <source>method &quot;{0}&quot;</source>
        <translation>方法“{0}”</translation>
    </message>
    <message>
        <source>method decimamba</source>
        <translation>方法 decimamba</translation>
    </message>
    <message>
        <source>method longmamba</source>
        <translation>方法 longmamba</translation>
    </message>
    <message>
        <source>method {0}</source>
        <translation>方法 {0}</translation>
    </message>
    <message>
        <source>min {0}</source>
        <translation>min {0}</translation>
    </message>
    <message>
        <source>model {0} is not supported, only BPE is</source>
        <translation>不支持模型 {0}，只支持 BPE</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>model_type &quot;{0}&quot; is not supported (mamba, mamba2, falcon_mamba or zamba2 expected)</source>
        <translation>不支持 model_type “{0}”（应为 mamba、mamba2、falcon_mamba 或 zamba2）</translation>
    </message>
    <message>
        <source>more values than its shape holds</source>
        <translation>值的个数超出其形状所容</translation>
    </message>
    <message>
        <source>must be 0 (all) or more</source>
        <translation>必须为 0（全部）或更大</translation>
    </message>
    <message>
        <source>must be 0 or more</source>
        <translation>必须不小于 0</translation>
    </message>
    <message>
        <source>must be 1 token or more</source>
        <translation>必须至少为 1 个词元</translation>
    </message>
    <message>
        <source>must be a finite number, 0 or more</source>
        <translation>必须是不小于 0 的有限数</translation>
    </message>
    <message>
        <source>must be above 0 and at most 1</source>
        <translation>必须大于 0 且不大于 1</translation>
    </message>
    <message>
        <source>must be ascending positive numbers</source>
        <translation>必须是递增的正数</translation>
    </message>
    <message>
        <source>must be between 1 and the {0} tokens</source>
        <translation>必须在 1 与 {0} 个词元之间</translation>
    </message>
    <message>
        <source>must be between 1x1 and the part&apos;s own {0}x{1}</source>
        <translation>必须在 1×1 与该部分自身的 {0}×{1} 之间</translation>
    </message>
    <message>
        <source>names the key {0} twice in one object (duplicate key)</source>
        <translation>在一个对象中两次使用键 {0}（重复的键）</translation>
    </message>
    <message>
        <source>needs a calibration profile (--profile FILE; `mambascope calibrate` makes one)</source>
        <translation>需要校准档案（--profile 文件；可用 `mambascope calibrate` 生成）</translation>
    </message>
    <message>
        <source>needs at least one layer that decimates</source>
        <translation>至少需要一个抽减层</translation>
    </message>
    <message>
        <source>needs at least one sequence</source>
        <translation>至少需要一个序列</translation>
    </message>
    <message>
        <source>needs the layers before a layer, too</source>
        <translation>还需要该层之前的各层</translation>
    </message>
    <message>
        <source>needs {0} MiB of memory, {1} MiB are free</source>
        <translation>需要 {0} MiB 内存，可用 {1} MiB</translation>
    </message>
    <message>
        <source>needs {0} of memory, which the system refused</source>
        <translation>需要 {0} 内存，但系统拒绝分配</translation>
    </message>
    <message>
        <source>needs {0} of memory, {1} are free</source>
        <translation>需要 {0} 内存，可用 {1}</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>负数</translation>
    </message>
    <message>
        <source>no NVIDIA GPU is visible</source>
        <translation>看不到 NVIDIA GPU</translation>
    </message>
    <message>
        <source>no NVIDIA driver is installed</source>
        <translation>未安装 NVIDIA 驱动程序</translation>
    </message>
    <message>
        <source>no model named</source>
        <translation>未指定模型</translation>
    </message>
    <message>
        <source>no such file or folder, nor a bundled model ({0})</source>
        <translation>没有这个文件或文件夹，也不是内置模型（{0}）</translation>
    </message>
    <message>
        <source>no such file or folder, nor a bundled model ({0}), nor in the local Hugging Face cache ({1})</source>
        <translation>没有这个文件或文件夹，也不是内置模型（{0}），本地 Hugging Face 缓存（{1}）中也没有</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>no such folder: {0}</source>
        <translation>没有这个文件夹：{0}</translation>
    </message>
    <message>
        <source>normalizer Sequence</source>
        <translation>规范化器 Sequence</translation>
    </message>
    <message>
        <source>not a MambaScope session</source>
        <translation>不是 MambaScope 会话</translation>
    </message>
    <message>
        <source>not an npy file</source>
        <translation>不是 npy 文件</translation>
    </message>
    <message>
        <source>not enough memory for this sequence</source>
        <translation>内存不足以处理此序列</translation>
    </message>
    <message>
        <source>npy array in Fortran order; C order is needed</source>
        <translation>npy 数组为 Fortran 顺序；需要 C 顺序</translation>
    </message>
    <message>
        <source>npy element type &apos;{0}&apos; is not supported (little endian f2 f4 f8 i1-i8 u1-u8 b1)</source>
        <translation>不支持 npy 元素类型“{0}”（应为小端 f2 f4 f8 i1-i8 u1-u8 b1）</translation>
    </message>
    <message>
        <source>npy element type is not a plain number</source>
        <translation>npy 元素类型不是普通数字</translation>
    </message>
    <message>
        <source>npy header is cut short</source>
        <translation>npy 头部被截断</translation>
    </message>
    <message>
        <source>npy header is impossibly large</source>
        <translation>npy 头部大得不可能</translation>
    </message>
    <message>
        <source>npy header without &apos;{0}&apos;</source>
        <translation>npy 头部没有“{0}”</translation>
    </message>
    <message>
        <source>npy shape cannot be read</source>
        <translation>无法读取 npy 形状</translation>
    </message>
    <message>
        <source>npy shape is impossibly large</source>
        <translation>npy 形状大得不可能</translation>
    </message>
    <message>
        <source>npy version {0} is not supported</source>
        <translation>不支持 npy 版本 {0}</translation>
    </message>
    <message>
        <source>num_key_value_heads does not divide num_attention_heads</source>
        <translation>num_key_value_heads 不能整除 num_attention_heads</translation>
    </message>
    <message>
        <source>number of channels</source>
        <translation>通道数</translation>
    </message>
    <message>
        <source>one is of {0} tokens, the other of {1}</source>
        <translation>一张有 {0} 个词元，另一张有 {1} 个</translation>
    </message>
    <message>
        <source>one of {0}</source>
        <translation>下列之一：{0}</translation>
    </message>
    <message>
        <source>opcode {0} ({1}) is not allowed in a checkpoint</source>
        <translation>检查点中不允许操作码 {0}（{1}）</translation>
    </message>
    <message>
        <source>pairs of whole numbers of 0 or more</source>
        <translation>成对的不小于 0 的整数</translation>
    </message>
    <message>
        <source>pickle of the protocol</source>
        <translation>协议的 pickle</translation>
    </message>
    <message>
        <source>pickle of the state dict</source>
        <translation>state dict 的 pickle</translation>
    </message>
    <message>
        <source>pickle of the storage keys</source>
        <translation>存储键的 pickle</translation>
    </message>
    <message>
        <source>pickle of the system</source>
        <translation>系统信息的 pickle</translation>
    </message>
    <message>
        <source>pictures are .png, .svg or .pdf</source>
        <translation>图片须为 .png、.svg 或 .pdf</translation>
    </message>
    <message>
        <source>profile of {0}</source>
        <translation>{0} 的档案</translation>
    </message>
    <message>
        <source>prompt of {0} tokens</source>
        <translation>{0} 个词元的提示词</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>protocol {0} is not supported (2 is what torch.save writes)</source>
        <translation>不支持协议 {0}（torch.save 写入的是 2）</translation>
    </message>
    <message>
        <source>ran out of memory for a map</source>
        <translation>绘制注意力图时内存不足</translation>
    </message>
    <message>
        <source>ran out of memory while {0} was loaded</source>
        <translation>加载 {0} 时内存不足</translation>
    </message>
    <message>
        <source>ran out of memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>reading the headers</source>
        <translation>正在读取头部</translation>
    </message>
    <message>
        <source>reading the tokenizer</source>
        <translation>正在读取分词器</translation>
    </message>
    <message>
        <source>reading {0} tokens</source>
        <translation>正在读入 {0} 个词元</translation>
    </message>
    <message>
        <source>reads a prompt as a whole, not in pieces</source>
        <translation>需整体读入提示词，不能分段</translation>
    </message>
    <message>
        <source>recomputing layer {0}</source>
        <translation>正在重新计算第 {0} 层</translation>
    </message>
    <message>
        <source>regex &apos;{0}&apos;</source>
        <translation>正则表达式“{0}”</translation>
    </message>
    <message>
        <source>regex &apos;{0}...&apos;</source>
        <translation>正则表达式“{0}...”</translation>
    </message>
    <message>
        <source>regex</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>resources</source>
        <translation>资源</translation>
    </message>
    <message>
        <source>rms_norm is false: layers without the gated norm are not supported</source>
        <translation>rms_norm 为 false：不支持没有门控归一化的层</translation>
    </message>
    <message>
        <source>rms_norm is false: models with LayerNorm are not supported</source>
        <translation>rms_norm 为 false：不支持使用 LayerNorm 的模型</translation>
    </message>
    <message>
        <source>rollout</source>
        <translation>注意力展开</translation>
    </message>
    <message>
        <source>rope_parameters is not an object</source>
        <translation>rope_parameters 不是对象</translation>
    </message>
    <message>
        <source>rope_theta is not a positive number</source>
        <translation>rope_theta 不是正数</translation>
    </message>
    <message>
        <source>scale {0}</source>
        <translation>阈值系数 {0}</translation>
    </message>
    <message>
        <source>sequence of {0} tokens</source>
        <translation>{0} 个词元的序列</translation>
    </message>
    <message>
        <source>sequence</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>shape has an entry that is not a non-negative integer</source>
        <translation>shape 中有不是非负整数的条目</translation>
    </message>
    <message>
        <source>shape is not a list</source>
        <translation>shape 不是列表</translation>
    </message>
    <message>
        <source>shape overflows (more than 2^48 elements)</source>
        <translation>shape 溢出（超过 2^48 个元素）</translation>
    </message>
    <message>
        <source>shares of kept tokens</source>
        <translation>保留词元的比例</translation>
    </message>
    <message>
        <source>ssm_cfg is not an object</source>
        <translation>ssm_cfg 不是对象</translation>
    </message>
    <message>
        <source>ssm_cfg.d_ssm is not the inner width: layers with an MLP part are not supported</source>
        <translation>ssm_cfg.d_ssm 不等于内部宽度：不支持含 MLP 部分的层</translation>
    </message>
    <message>
        <source>ssm_cfg.headdim {0} does not divide the inner width of {1}</source>
        <translation>ssm_cfg.headdim {0} 不能整除内部宽度 {1}</translation>
    </message>
    <message>
        <source>ssm_cfg.layer &quot;{0}&quot; is not supported (Mamba1 or Mamba2 expected)</source>
        <translation>不支持 ssm_cfg.layer “{0}”（应为 Mamba1 或 Mamba2）</translation>
    </message>
    <message>
        <source>ssm_cfg.norm_before_gate is true, which is not supported</source>
        <translation>ssm_cfg.norm_before_gate 为 true，不受支持</translation>
    </message>
    <message>
        <source>ssm_cfg.rmsnorm is false: layers without the gated norm are not supported</source>
        <translation>ssm_cfg.rmsnorm 为 false：不支持没有门控归一化的层</translation>
    </message>
    <message>
        <source>ssm_cfg.{0} is not a known setting of a Mamba layer</source>
        <translation>ssm_cfg.{0} 不是 Mamba 层的已知设置</translation>
    </message>
    <message>
        <source>stack underflow in {0}</source>
        <translation>{0} 处栈下溢</translation>
    </message>
    <message>
        <source>state norm</source>
        <translation>状态范数</translation>
    </message>
    <message>
        <source>storage {0} has no data: it is missing from the list of keys</source>
        <translation>存储 {0} 没有数据：键的列表中缺少它</translation>
    </message>
    <message>
        <source>storage {0} has no record: the entry data/{1} is missing</source>
        <translation>存储 {0} 没有记录：缺少条目 data/{1}</translation>
    </message>
    <message>
        <source>storage {0} has {1} elements where its data begin, its tensors say {2}</source>
        <translation>存储 {0} 的数据开头说明有 {1} 个元素，而其张量说明有 {2} 个</translation>
    </message>
    <message>
        <source>storage {0} is a part of another one, which is not supported</source>
        <translation>存储 {0} 是另一存储的一部分，不受支持</translation>
    </message>
    <message>
        <source>storage {0} is described in two different ways</source>
        <translation>对存储 {0} 有两种不同的描述</translation>
    </message>
    <message>
        <source>storage {0} is not of a storage class</source>
        <translation>存储 {0} 不属于存储类</translation>
    </message>
    <message>
        <source>storage {0}: its number of elements is {1}</source>
        <translation>存储 {0}：其元素个数是{1}</translation>
    </message>
    <message>
        <source>storage {0}: the size of {1} elements overflows 64 bits</source>
        <translation>存储 {0}：{1} 个元素的大小超出 64 位</translation>
    </message>
    <message>
        <source>sums of Delta</source>
        <translation>Δ 的总和</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>tensor {0} begins at {1}, leaving a hole after {2}</source>
        <translation>张量 {0} 始于 {1}，在 {2} 之后留下空洞</translation>
    </message>
    <message>
        <source>tensor {0} begins at {1}, overlapping what ends at {2}</source>
        <translation>张量 {0} 始于 {1}，与结束于 {2} 的内容重叠</translation>
    </message>
    <message>
        <source>tensor {0} has dtype {1} (F32, BF16, F16 or F64 expected)</source>
        <translation>张量 {0} 的 dtype 为 {1}（应为 F32、BF16、F16 或 F64）</translation>
    </message>
    <message>
        <source>tensor {0} has shape {1}, the configuration needs at least [vocab_size {2}, {3}]</source>
        <translation>张量 {0} 的形状为 {1}，配置至少需要 [vocab_size {2}, {3}]</translation>
    </message>
    <message>
        <source>tensor {0} has shape {1}, the configuration needs {2}</source>
        <translation>张量 {0} 的形状为 {1}，配置需要 {2}</translation>
    </message>
    <message>
        <source>tensor {0}</source>
        <translation>张量 {0}</translation>
    </message>
    <message>
        <source>tensor {0}: {1}</source>
        <translation>张量 {0}：{1}</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>the CUDA driver does not answer (none installed, or too old); use --device cpu</source>
        <translation>CUDA 驱动程序没有响应（未安装或过旧）；请使用 --device cpu</translation>
    </message>
    <message>
        <source>the GPT-NeoX tokenizer in the Hugging Face cache ({0})</source>
        <translation>Hugging Face 缓存中的 GPT-NeoX 分词器（{0}）</translation>
    </message>
    <message>
        <source>the NVIDIA driver does not answer: {0}</source>
        <translation>NVIDIA 驱动程序没有响应：{0}</translation>
    </message>
    <message>
        <source>the NVIDIA driver is too old: it serves CUDA {0}, CUDA {1} is needed</source>
        <translation>NVIDIA 驱动程序过旧：它支持 CUDA {0}，需要 CUDA {1}</translation>
    </message>
    <message>
        <source>the ZIP64 end record</source>
        <translation>ZIP64 结束记录</translation>
    </message>
    <message>
        <source>the ZIP64 locator</source>
        <translation>ZIP64 定位记录</translation>
    </message>
    <message>
        <source>the buffer does not have room for {0} rows</source>
        <translation>缓冲区容不下 {0} 行</translation>
    </message>
    <message>
        <source>the buffer does not have {0} cells</source>
        <translation>缓冲区没有 {0} 个单元格</translation>
    </message>
    <message>
        <source>the buffer does not have {0} entries</source>
        <translation>缓冲区没有 {0} 个条目</translation>
    </message>
    <message>
        <source>the header entry lacks dtype, shape or data_offsets</source>
        <translation>头部条目缺少 dtype、shape 或 data_offsets</translation>
    </message>
    <message>
        <source>the header {0}</source>
        <translation>头部{0}</translation>
    </message>
    <message>
        <source>the map has no values</source>
        <translation>注意力图没有值</translation>
    </message>
    <message>
        <source>the model has layers 0 to {0}</source>
        <translation>模型有第 0 到 {0} 层</translation>
    </message>
    <message>
        <source>the model has layers 0..{0}</source>
        <translation>模型有第 0..{0} 层</translation>
    </message>
    <message>
        <source>the model has {0}</source>
        <translation>模型有 {0} 层</translation>
    </message>
    <message>
        <source>the model&apos;s merges are not a list</source>
        <translation>模型的 merges 不是列表</translation>
    </message>
    <message>
        <source>the model&apos;s option {0} is not supported</source>
        <translation>不支持模型的选项 {0}</translation>
    </message>
    <message>
        <source>the model&apos;s predictions are no longer numbers: its state has overflowed</source>
        <translation>模型的预测已不再是数字：其状态已溢出</translation>
    </message>
    <message>
        <source>the model&apos;s unk_token is not a string</source>
        <translation>模型的 unk_token 不是字符串</translation>
    </message>
    <message>
        <source>the model&apos;s unk_token {0} is not in its vocab</source>
        <translation>模型的 unk_token {0} 不在其 vocab 中</translation>
    </message>
    <message>
        <source>the model&apos;s vocab has {0} tokens</source>
        <translation>模型的 vocab 有 {0} 个词元</translation>
    </message>
    <message>
        <source>the model&apos;s vocab is not an object of tokens and ids</source>
        <translation>模型的 vocab 不是词元到 ID 的对象</translation>
    </message>
    <message>
        <source>the name of tensor {0} is not valid UTF-8</source>
        <translation>张量名称 {0} 不是有效的 UTF-8</translation>
    </message>
    <message>
        <source>the part with the storages</source>
        <translation>含存储的部分</translation>
    </message>
    <message>
        <source>the record of storage {0} has {1} bytes, its {2} elements of type {3} take {4}</source>
        <translation>存储 {0} 的记录有 {1} 字节，而其 {2} 个 {3} 类型的元素需要 {4} 字节</translation>
    </message>
    <message>
        <source>the session has no version number</source>
        <translation>会话没有版本号</translation>
    </message>
    <message>
        <source>the session was written by a newer program (version {0}, this one reads up to {1})</source>
        <translation>会话由更新的程序写成（版本 {0}，本程序最高读取 {1}）</translation>
    </message>
    <message>
        <source>the settings that go with a tokenizer</source>
        <translation>分词器的附属设置</translation>
    </message>
    <message>
        <source>the table has no values</source>
        <translation>表格没有值</translation>
    </message>
    <message>
        <source>the zip archive&apos;s central directory</source>
        <translation>zip 归档的中央目录</translation>
    </message>
    <message>
        <source>the zip archive&apos;s end record</source>
        <translation>zip 归档的结束记录</translation>
    </message>
    <message>
        <source>the {0} is too old: its compute capability is {1}.{2}, 8.0 is needed</source>
        <translation>{0} 过旧：其计算能力为 {1}.{2}，需要 8.0</translation>
    </message>
    <message>
        <source>there are only {0} CUDA devices</source>
        <translation>只有 {0} 个 CUDA 设备</translation>
    </message>
    <message>
        <source>there are workbench, map, gallery, decay, channels, tokens, tensors, compare and evaluate</source>
        <translation>可用的有 workbench、map、gallery、decay、channels、tokens、tensors、compare 和 evaluate</translation>
    </message>
    <message>
        <source>there is no channel to draw</source>
        <translation>没有可绘制的通道</translation>
    </message>
    <message>
        <source>there is no display; &quot;mambascope render&quot; writes the same as a picture</source>
        <translation>没有显示器；“mambascope render”可将同样内容写成图片</translation>
    </message>
    <message>
        <source>there is no map to draw</source>
        <translation>没有可绘制的注意力图</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>there is no table to draw</source>
        <translation>没有可绘制的表格</translation>
    </message>
    <message>
        <source>there is only {0} CUDA device</source>
        <translation>只有 {0} 个 CUDA 设备</translation>
    </message>
    <message>
        <source>theta {0}</source>
        <translation>θ {0}</translation>
    </message>
    <message>
        <source>this MambaScope was built without CUDA; use --device cpu</source>
        <translation>此 MambaScope 构建时未包含 CUDA；请使用 --device cpu</translation>
    </message>
    <message>
        <source>this MambaScope was built without kernels for GPUs</source>
        <translation>此 MambaScope 构建时未包含 GPU 内核</translation>
    </message>
    <message>
        <source>this program was built with {0}</source>
        <translation>本程序构建时包含 {0}</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>threshold has values below 0 or not finite</source>
        <translation>threshold 含有小于 0 或非有限的值</translation>
    </message>
    <message>
        <source>threshold is not [lengths, layers, channels] for its lengths and ln_decay</source>
        <translation>threshold 与其 lengths 和 ln_decay 所定的 [长度, 层, 通道] 不符</translation>
    </message>
    <message>
        <source>token id {0} at position {1} is negative</source>
        <translation>位置 {1} 处的词元 ID {0} 为负</translation>
    </message>
    <message>
        <source>token id {0} at position {1}</source>
        <translation>位置 {1} 处的词元 ID {0}</translation>
    </message>
    <message>
        <source>token id {0}</source>
        <translation>词元 ID {0}</translation>
    </message>
    <message>
        <source>token ids are {0} lists without a single id</source>
        <translation>词元 ID 是 {0} 个不含任何 ID 的列表</translation>
    </message>
    <message>
        <source>token ids must be integers</source>
        <translation>词元 ID 必须是整数</translation>
    </message>
    <message>
        <source>token ids must be one list [L] or several of equal length [n, L]; this array has {0} dimensions</source>
        <translation>词元 ID 必须是一个列表 [L] 或多个等长列表 [n, L]；此数组有 {0} 个维度</translation>
    </message>
    <message>
        <source>token {0} has the id &apos;{1}&apos;, but the ids of {2} tokens are 0 to {3} without a gap</source>
        <translation>词元 {0} 的 ID 为“{1}”，但 {2} 个词元的 ID 应为 0 到 {3} 且不间断</translation>
    </message>
    <message>
        <source>token {0}</source>
        <translation>词元 {0}</translation>
    </message>
    <message>
        <source>token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>tokens {0} and {1} have the same id {2}</source>
        <translation>词元 {0} 和 {1} 的 ID 同为 {2}</translation>
    </message>
    <message>
        <source>top-k</source>
        <translation>top-k</translation>
    </message>
    <message>
        <source>top-p</source>
        <translation>top-p</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>unknown reason</source>
        <translation>原因未知</translation>
    </message>
    <message>
        <source>use_long_context needs attention heads of more than two dimensions</source>
        <translation>use_long_context 需要超过两个维度的注意力头</translation>
    </message>
    <message>
        <source>view {0}</source>
        <translation>视图 {0}</translation>
    </message>
    <message>
        <source>was made for a {0} model with {1}, this {2} model has {3}</source>
        <translation>是为{1}的 {0} 模型生成的，而此 {2} 模型有{3}</translation>
    </message>
    <message>
        <source>weight_map names no tensor</source>
        <translation>weight_map 没有指定任何张量</translation>
    </message>
    <message>
        <source>weight_map names {0}, a link that leads outside the folder</source>
        <translation>weight_map 指定的 {0} 是指向文件夹之外的链接</translation>
    </message>
    <message>
        <source>weight_map names {0}, a path where the name of a file beside the index is expected</source>
        <translation>weight_map 指定的 {0} 是路径，该处应为索引旁的文件名</translation>
    </message>
    <message>
        <source>weight_map: the file name for tensor {0} is not a string</source>
        <translation>weight_map：张量 {0} 的文件名不是字符串</translation>
    </message>
    <message>
        <source>window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>would end outside the file</source>
        <translation>的末尾超出文件之外</translation>
    </message>
    <message>
        <source>would lie outside the file</source>
        <translation>超出文件之外</translation>
    </message>
    <message>
        <source>would make a text of {0} bytes longer than {1}</source>
        <translation>会使 {0} 字节的文本超过 {1} 字节</translation>
    </message>
    <message>
        <source>zip entry {0} is compressed (method {1}); entries have to be stored as they are, as torch.save writes them</source>
        <translation>zip 条目 {0} 是压缩的（方法 {1}）；条目须像 torch.save 写入的那样原样存储</translation>
    </message>
    <message>
        <source>zip entry {0} is encrypted</source>
        <translation>zip 条目 {0} 是加密的</translation>
    </message>
    <message>
        <source>{0} (number {1}) has no id</source>
        <translation>{0}（第 {1} 个）没有 ID</translation>
    </message>
    <message>
        <source>{0} are {1}, not a tuple</source>
        <translation>{0}是{1}，不是元组</translation>
    </message>
    <message>
        <source>{0} attention heads of {1} do not make the attention width of {2}</source>
        <translation>{0} 个 {1} 维的注意力头不构成 {2} 的注意力宽度</translation>
    </message>
    <message>
        <source>{0} bytes follow the last storage</source>
        <translation>最后一个存储之后还有 {0} 字节</translation>
    </message>
    <message>
        <source>{0} bytes follow the last tensor</source>
        <translation>最后一个张量之后还有 {0} 字节</translation>
    </message>
    <message>
        <source>{0} channels are too many for one picture; choose fewer</source>
        <translation>一张图容不下 {0} 个通道；请少选一些</translation>
    </message>
    <message>
        <source>{0} has an id that no token has</source>
        <translation>{0} 含有不属于任何词元的 ID</translation>
    </message>
    <message>
        <source>{0} has no list of ids</source>
        <translation>{0} 没有 ID 列表</translation>
    </message>
    <message>
        <source>{0} has no type</source>
        <translation>{0} 没有 type</translation>
    </message>
    <message>
        <source>{0} has the id {1}, but the id {2} in the model&apos;s vocab</source>
        <translation>{0} 的 ID 为 {1}，而在模型的 vocab 中为 {2}</translation>
    </message>
    <message>
        <source>{0} heads of {1} do not make the inner width of {2}</source>
        <translation>{0} 个 {1} 维的头不构成 {2} 的内部宽度</translation>
    </message>
    <message>
        <source>{0} is negative ({1})</source>
        <translation>{0}为负（{1}）</translation>
    </message>
    <message>
        <source>{0} is not a number of threads</source>
        <translation>{0} 不是线程数</translation>
    </message>
    <message>
        <source>{0} is not a number of tokens</source>
        <translation>{0} 不是词元数</translation>
    </message>
    <message>
        <source>{0} is not a pair of numbers 0 &lt;= least &lt; most</source>
        <translation>{0} 不是满足 0 &lt;= 最小值 &lt; 最大值的一对数</translation>
    </message>
    <message>
        <source>{0} is not a pair of numbers</source>
        <translation>{0} 不是一对数</translation>
    </message>
    <message>
        <source>{0} is not an integer</source>
        <translation>{0} 不是整数</translation>
    </message>
    <message>
        <source>{0} is not an object</source>
        <translation>{0} 不是对象</translation>
    </message>
    <message>
        <source>{0} is not an opcode</source>
        <translation>{0} 不是操作码</translation>
    </message>
    <message>
        <source>{0} is not in special_tokens</source>
        <translation>{0} 不在 special_tokens 中</translation>
    </message>
    <message>
        <source>{0} is not of the shape that ln_decay and lengths ask for</source>
        <translation>{0} 的形状与 ln_decay 和 lengths 所要求的不符</translation>
    </message>
    <message>
        <source>{0} is {1}, not an integer</source>
        <translation>{0}是{1}，不是整数</translation>
    </message>
    <message>
        <source>{0} is {1}, outside {2}..{3}</source>
        <translation>{0} 为 {1}，超出 {2}..{3}</translation>
    </message>
    <message>
        <source>{0} layers of {1} channels</source>
        <translation>{0} 层、每层 {1} 个通道</translation>
    </message>
    <message>
        <source>{0} layers of {1} heads</source>
        <translation>{0} 层、每层 {1} 个头</translation>
    </message>
    <message>
        <source>{0} needs {1} of memory, {2} are free</source>
        <translation>{0} 需要 {1} 内存，可用 {2}</translation>
    </message>
    <message>
        <source>{0} on {1}</source>
        <translation>{0} 作用于{1}</translation>
    </message>
    <message>
        <source>{0} overflows 64 bits (integer out of range)</source>
        <translation>{0}超出 64 位（整数超出范围）</translation>
    </message>
    <message>
        <source>{0} that follows Fuse or ByteLevel is not supported</source>
        <translation>不支持跟在 Fuse 或 ByteLevel 之后的 {0}</translation>
    </message>
    <message>
        <source>{0} times the model&apos;s width is not a whole number of channels</source>
        <translation>{0} 乘以模型宽度不是整数个通道</translation>
    </message>
    <message>
        <source>{0} tokens need {1} of memory, {2} are free</source>
        <translation>{0} 个词元需要 {1} 内存，可用 {2}</translation>
    </message>
    <message>
        <source>{0} values written, {1} expected</source>
        <translation>写入了 {0} 个值，应为 {1} 个</translation>
    </message>
    <message>
        <source>{0} where a tensor belongs</source>
        <translation>张量的位置上是{0}</translation>
    </message>
    <message>
        <source>{0} with a key that has no value</source>
        <translation>{0} 的键没有对应的值</translation>
    </message>
    <message>
        <source>{0} without a mark on the stack</source>
        <translation>{0} 时栈上没有标记</translation>
    </message>
    <message>
        <source>{0} {1} does not divide the {2} heads</source>
        <translation>{0} {1} 不能整除 {2} 个头</translation>
    </message>
    <message>
        <source>{0} {1} is not supported</source>
        <translation>不支持 {0} {1}</translation>
    </message>
    <message>
        <source>{0}, offset {1}: {2}</source>
        <translation>{0}，偏移 {1}：{2}</translation>
    </message>
    <message>
        <source>{0}: a Regex that follows Fuse or ByteLevel is not supported</source>
        <translation>{0}：不支持跟在 Fuse 或 ByteLevel 之后的 Regex</translation>
    </message>
    <message>
        <source>{0}: a second one is not supported</source>
        <translation>{0}：不支持第二个</translation>
    </message>
    <message>
        <source>{0}: add_prefix_space false contradicts prepend_scheme {1}</source>
        <translation>{0}：add_prefix_space 为 false 与 prepend_scheme {1} 矛盾</translation>
    </message>
    <message>
        <source>{0}: behavior {1} is not supported</source>
        <translation>{0}：不支持 behavior {1}</translation>
    </message>
    <message>
        <source>{0}: more than {1} Sequences in one another</source>
        <translation>{0}：Sequence 嵌套超过 {1} 层</translation>
    </message>
    <message>
        <source>{0}: pattern is an empty string</source>
        <translation>{0}：pattern 是空字符串</translation>
    </message>
    <message>
        <source>{0}: pattern is not an object with String or Regex</source>
        <translation>{0}：pattern 不是含 String 或 Regex 的对象</translation>
    </message>
    <message>
        <source>{0}: pattern</source>
        <translation>{0}：pattern</translation>
    </message>
    <message>
        <source>{0}: prepend_scheme {1} is not supported</source>
        <translation>{0}：不支持 prepend_scheme {1}</translation>
    </message>
    <message>
        <source>{0}: single has an entry that is no SpecialToken or Sequence</source>
        <translation>{0}：single 中有既不是 SpecialToken 也不是 Sequence 的条目</translation>
    </message>
    <message>
        <source>{0}: single has another text than A, once</source>
        <translation>{0}：single 中除了一次 A 之外还有其他文本</translation>
    </message>
    <message>
        <source>{0}: single leaves the text out</source>
        <translation>{0}：single 中缺少文本</translation>
    </message>
    <message>
        <source>{0}: special token {1}</source>
        <translation>{0}：特殊词元 {1}</translation>
    </message>
    <message>
        <source>{0}: {1} is not a list of objects</source>
        <translation>{0}：{1} 不是对象列表</translation>
    </message>
    <message>
        <source>{0}: {1} is not a number of characters</source>
        <translation>{0}：{1} 不是字符数</translation>
    </message>
    <message>
        <source>{0}: {1} is not a string</source>
        <translation>{0}：{1} 不是字符串</translation>
    </message>
    <message>
        <source>{0}: {1} is not true or false</source>
        <translation>{0}：{1} 不是 true 或 false</translation>
    </message>
    <message>
        <source>{0}: {1} is {2}, not one character</source>
        <translation>{0}：{1} 为 {2}，不是单个字符</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}; it has {1}, which can be opened by its own name</source>
        <translation>{0}；其中有 {1}，可用其自身的名称打开</translation>
    </message>
    <message>
        <source>{0}; it has {1}, whose format {2} is not supported</source>
        <translation>{0}；其中有 {1}，而不支持其格式 {2}</translation>
    </message>
    <message>
        <source>{0}; use --device cpu</source>
        <translation>{0}；请使用 --device cpu</translation>
    </message>
    <message>
        <source>{0}; {1}</source>
        <translation>{0}；{1}</translation>
    </message>
    <message>
        <source>{0}{1} &quot;{2}&quot; is not supported</source>
        <translation>不支持 {0}{1} “{2}”</translation>
    </message>
    <message>
        <source>{0}{1} is missing</source>
        <translation>缺少 {0}{1}</translation>
    </message>
    <message>
        <source>{0}{1} is not a number between 0 and 1</source>
        <translation>{0}{1} 不是 0 到 1 之间的数</translation>
    </message>
    <message>
        <source>{0}{1} is not a number</source>
        <translation>{0}{1} 不是数字</translation>
    </message>
    <message>
        <source>{0}{1} is not a string</source>
        <translation>{0}{1} 不是字符串</translation>
    </message>
    <message>
        <source>{0}{1} is not true or false</source>
        <translation>{0}{1} 不是 true 或 false</translation>
    </message>
    <message>
        <source>at least one token is needed</source>
        <translation>至少需要一个词元</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>has no tokens to make prompts of</source>
        <translation>没有可构成提示词的词元</translation>
    </message>
    <message>
        <source>has {0} tokens, the demonstration needs {1}</source>
        <translation>有 {0} 个词元，演示需要 {1} 个</translation>
    </message>
    <message>
        <source>haystack</source>
        <translation>检索文本</translation>
    </message>
    <message>
        <source>length {0}</source>
        <translation>长度 {0}</translation>
    </message>
    <message>
        <source>length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>missing from the program&apos;s resources</source>
        <translation>程序资源中缺少</translation>
    </message>
    <message>
        <source>must be 1 or more</source>
        <translation>必须不小于 1</translation>
    </message>
    <message>
        <source>must lie between 0 and 1</source>
        <translation>必须在 0 与 1 之间</translation>
    </message>
    <message>
        <source>new tokens</source>
        <translation>新词元数</translation>
    </message>
    <message>
        <source>no such demonstration; there are {0}</source>
        <translation>没有这个演示；可用的有 {0}</translation>
    </message>
    <message>
        <source>none given</source>
        <translation>未给出</translation>
    </message>
    <message>
        <source>repeats</source>
        <translation>重复次数</translation>
    </message>
    <message>
        <source>the text to hide the key in is empty</source>
        <translation>用来隐藏密钥的文本为空</translation>
    </message>
    <message>
        <source>the tokenizer knows none of the text&apos;s characters</source>
        <translation>分词器不认识文本中的任何字符</translation>
    </message>
    <message>
        <source>{0} tokens cannot hold the needle and the question; at least {1} are needed</source>
        <translation>{0} 个词元容不下密钥句和问题；至少需要 {1} 个</translation>
    </message>
    <message>
        <source>&apos;tokens_to_generate&apos; is not a number of tokens</source>
        <translation>“tokens_to_generate”不是词元数</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not an object</source>
        <translation>“{0}”不是对象</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not one of {1}</source>
        <translation>“{0}”不属于{1}</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is not text</source>
        <translation>“{0}”不是文本</translation>
    </message>
    <message>
        <source>0 to 999 can be told apart</source>
        <translation>可区分 0 到 999 个</translation>
    </message>
    <message>
        <source>&quot;ms&quot; of {0} is not a time</source>
        <translation>{0} 的“ms”不是时间</translation>
    </message>
    <message>
        <source>&quot;state&quot; is none of partial, finished and failed</source>
        <translation>“state”不是 partial、finished 或 failed</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; has a value of another type</source>
        <translation>“{0}”的值类型不符</translation>
    </message>
    <message>
        <source>a JSON object with &quot;ids&quot; or &quot;prompt&quot; and &quot;answer_ids&quot;, &quot;answer&quot; or &quot;key&quot; is needed</source>
        <translation>需要含“ids”或“prompt”以及“answer_ids”、“answer”或“key”的 JSON 对象</translation>
    </message>
    <message>
        <source>a list of strings or null</source>
        <translation>字符串列表或 null</translation>
    </message>
    <message>
        <source>a list of strings</source>
        <translation>字符串列表</translation>
    </message>
    <message>
        <source>a result has no &quot;{0}&quot;</source>
        <translation>一项结果没有“{0}”</translation>
    </message>
    <message>
        <source>a result is not an object</source>
        <translation>一项结果不是对象</translation>
    </message>
    <message>
        <source>a run cannot be kept there: {0}</source>
        <translation>无法在该处保存运行：{0}</translation>
    </message>
    <message>
        <source>cannot be brought back: {0}</source>
        <translation>无法恢复：{0}</translation>
    </message>
    <message>
        <source>cannot be loaded: {0}</source>
        <translation>无法加载：{0}</translation>
    </message>
    <message>
        <source>cannot be opened for writing: {0}</source>
        <translation>无法打开以写入：{0}</translation>
    </message>
    <message>
        <source>cannot be removed: {0}</source>
        <translation>无法删除：{0}</translation>
    </message>
    <message>
        <source>cannot be shortened to its last whole line: {0}</source>
        <translation>无法截短到最后一个完整的行：{0}</translation>
    </message>
    <message>
        <source>case</source>
        <translation>案例</translation>
    </message>
    <message>
        <source>context of {0} tokens</source>
        <translation>{0} 个词元的上下文</translation>
    </message>
    <message>
        <source>dataset &apos;{0}&apos;</source>
        <translation>数据集“{0}”</translation>
    </message>
    <message>
        <source>depth {0} of {1} tokens</source>
        <translation>{1} 个词元中的深度 {0}</translation>
    </message>
    <message>
        <source>does not describe a run</source>
        <translation>不是对一次运行的描述</translation>
    </message>
    <message>
        <source>has a result of {0} already</source>
        <translation>已有 {0} 的结果</translation>
    </message>
    <message>
        <source>has no list of words &apos;{0}&apos;</source>
        <translation>没有单词列表“{0}”</translation>
    </message>
    <message>
        <source>has no number of tokens for {0}</source>
        <translation>没有 {0} 的词元数</translation>
    </message>
    <message>
        <source>has no prepared file of RULER&apos;s (TASK/validation.jsonl, TASK.jsonl, or these below a folder for each length)</source>
        <translation>没有准备好的 RULER 文件（TASK/validation.jsonl、TASK.jsonl，或按长度分文件夹存放）</translation>
    </message>
    <message>
        <source>has no prompt for {0}</source>
        <translation>没有 {0} 的提示词</translation>
    </message>
    <message>
        <source>has no question that can be answered</source>
        <translation>没有可以回答的问题</translation>
    </message>
    <message>
        <source>has no records</source>
        <translation>没有记录</translation>
    </message>
    <message>
        <source>has no usable record; the first: {0}</source>
        <translation>没有可用的记录；第一个问题：{0}</translation>
    </message>
    <message>
        <source>has too few words: at least 1,000 pairs of adjective and noun are needed</source>
        <translation>单词过少：至少需要 1,000 对形容词和名词</translation>
    </message>
    <message>
        <source>holds no cases</source>
        <translation>不含案例</translation>
    </message>
    <message>
        <source>holds results of another run ({0}); name another folder, or remove it</source>
        <translation>含有另一次运行的结果（{0}）；请另选文件夹，或将其删除</translation>
    </message>
    <message>
        <source>is being written by another run</source>
        <translation>正由另一次运行写入</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>is no result: it has no &quot;method&quot; or no &quot;score&quot;</source>
        <translation>不是结果：没有“method”或“score”</translation>
    </message>
    <message>
        <source>is not a file in HotpotQA&apos;s form (a list of question, answer, context)</source>
        <translation>不是 HotpotQA 格式的文件（question、answer、context 的列表）</translation>
    </message>
    <message>
        <source>is not a file in SQuAD&apos;s form (data, paragraphs, context, qas, question, answers)</source>
        <translation>不是 SQuAD 格式的文件（data、paragraphs、context、qas、question、answers）</translation>
    </message>
    <message>
        <source>is not a journal of results</source>
        <translation>不是结果日志</translation>
    </message>
    <message>
        <source>is not a list of texts</source>
        <translation>不是文本列表</translation>
    </message>
    <message>
        <source>is not a plain file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>is not a result</source>
        <translation>不是结果</translation>
    </message>
    <message>
        <source>is not an object from datasets to {0}</source>
        <translation>不是从数据集到{0}的对象</translation>
    </message>
    <message>
        <source>is not an object from kinds of task to their wording</source>
        <translation>不是从任务类型到其措辞的对象</translation>
    </message>
    <message>
        <source>is not known; there are longbench and longmamba</source>
        <translation>未知；可用的有 longbench 和 longmamba</translation>
    </message>
    <message>
        <source>is not known; there are {0}</source>
        <translation>未知；可用的有 {0}</translation>
    </message>
    <message>
        <source>is not one of LongBench&apos;s</source>
        <translation>不属于 LongBench</translation>
    </message>
    <message>
        <source>is not one of RULER&apos;s</source>
        <translation>不属于 RULER</translation>
    </message>
    <message>
        <source>is not text</source>
        <translation>不是文本</translation>
    </message>
    <message>
        <source>is not {0}</source>
        <translation>不是{0}</translation>
    </message>
    <message>
        <source>is of another version of MambaScope</source>
        <translation>属于另一个版本的 MambaScope</translation>
    </message>
    <message>
        <source>is shorter than the needle</source>
        <translation>比密钥句还短</translation>
    </message>
    <message>
        <source>is too short for the task</source>
        <translation>对于该任务过短</translation>
    </message>
    <message>
        <source>measurement &quot;{0}&quot;</source>
        <translation>测量“{0}”</translation>
    </message>
    <message>
        <source>metric &apos;{0}&apos;</source>
        <translation>指标“{0}”</translation>
    </message>
    <message>
        <source>names no {0}and number</source>
        <translation>没有给出 {0}和编号</translation>
    </message>
    <message>
        <source>needs a tokenizer</source>
        <translation>需要分词器</translation>
    </message>
    <message>
        <source>needs more sentences</source>
        <translation>需要更多句子</translation>
    </message>
    <message>
        <source>no sentence begins near it</source>
        <translation>附近没有句子的开头</translation>
    </message>
    <message>
        <source>no such folder</source>
        <translation>没有这个文件夹</translation>
    </message>
    <message>
        <source>noise of {0} documents</source>
        <translation>{0} 篇干扰文档</translation>
    </message>
    <message>
        <source>nothing was written</source>
        <translation>什么都没有写入</translation>
    </message>
    <message>
        <source>numbers of tokens</source>
        <translation>词元数</translation>
    </message>
    <message>
        <source>prompt and answer need at least one token</source>
        <translation>提示词和答案至少各需要一个词元</translation>
    </message>
    <message>
        <source>prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>protocol &apos;{0}&apos;</source>
        <translation>协议“{0}”</translation>
    </message>
    <message>
        <source>record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>reference &apos;{0}&apos;</source>
        <translation>参考答案“{0}”</translation>
    </message>
    <message>
        <source>settings differ</source>
        <translation>设置不同</translation>
    </message>
    <message>
        <source>tables are .tex, .md or .csv</source>
        <translation>表格须为 .tex、.md 或 .csv</translation>
    </message>
    <message>
        <source>task &apos;{0}&apos;</source>
        <translation>任务“{0}”</translation>
    </message>
    <message>
        <source>the template has a lone &apos;{0}&apos; at byte {1}</source>
        <translation>模板在第 {1} 字节处有单独的“{0}”</translation>
    </message>
    <message>
        <source>the template wants &apos;{0}&apos;, which the record does not have as a string</source>
        <translation>模板需要“{0}”，而记录中没有这个字符串</translation>
    </message>
    <message>
        <source>the text has no sentence of ten tokens</source>
        <translation>文本中没有十个词元的句子</translation>
    </message>
    <message>
        <source>there are no predictions to score</source>
        <translation>没有可评分的预测</translation>
    </message>
    <message>
        <source>there are no results to write</source>
        <translation>没有可写入的结果</translation>
    </message>
    <message>
        <source>there is none of that name; --list shows them</source>
        <translation>没有这个名称；--list 可列出全部</translation>
    </message>
    <message>
        <source>this MambaScope was built without it, but was started together with others; install libopenmpi-dev and build again, or start it without mpirun</source>
        <translation>此 MambaScope 构建时未包含它，却与其他进程一起启动；请安装 libopenmpi-dev 并重新构建，或不经 mpirun 启动</translation>
    </message>
    <message>
        <source>was written by a newer program</source>
        <translation>由更新的程序写成</translation>
    </message>
    <message>
        <source>{0} line {1}</source>
        <translation>{0} 第 {1} 行</translation>
    </message>
    <message>
        <source>{0} of {1} tokens</source>
        <translation>{1} 个词元的 {0}</translation>
    </message>
    <message>
        <source>{0} was not set, is {1} now</source>
        <translation>{0} 原先未设置，现为 {1}</translation>
    </message>
    <message>
        <source>{0} was {1}, is not set now</source>
        <translation>{0} 原为 {1}，现未设置</translation>
    </message>
    <message>
        <source>{0} was {1}, is {2} now</source>
        <translation>{0} 原为 {1}，现为 {2}</translation>
    </message>
    <message>
        <source>{0}, and the beginning of a line stays behind</source>
        <translation>{0}，且留下了一行的开头</translation>
    </message>
    <message>
        <source>{&quot;results&quot;: [...]} is expected</source>
        <translation>应为 {&quot;results&quot;: [...]}</translation>
    </message>
    <message>
        <source>items</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>shows stored runs, named with --run FOLDER, one or several; {0}</source>
        <translation>显示已保存的运行，用 --run FOLDER 指定一个或多个；{0}</translation>
    </message>
    <message>
        <source>LongBench&apos;s folder is not named</source>
        <translation>未指定 LongBench 的文件夹</translation>
    </message>
    <message>
        <source>SentencePiece-style BPE</source>
        <translation>SentencePiece 式 BPE</translation>
    </message>
    <message>
        <source>&quot;kind&quot; must be a text</source>
        <translation>“kind”必须是文本</translation>
    </message>
    <message>
        <source>a context of {0} tokens is not longer than the {1} tokens that count</source>
        <translation>{0} 个词元的上下文不长于计入的 {1} 个词元</translation>
    </message>
    <message>
        <source>a search is for the settings of longmamba or of decimamba</source>
        <translation>搜索只针对 longmamba 或 decimamba 的设置</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>byte-level BPE</source>
        <translation>字节级 BPE</translation>
    </message>
    <message>
        <source>calibration text</source>
        <translation>校准文本</translation>
    </message>
    <message>
        <source>candidates</source>
        <translation>候选数</translation>
    </message>
    <message>
        <source>candidates, samples and last tokens must be 1 or more</source>
        <translation>候选数、样本数和末尾词元数必须不小于 1</translation>
    </message>
    <message>
        <source>case {0}</source>
        <translation>用例 {0}</translation>
    </message>
    <message>
        <source>clamp</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>context {0}</source>
        <translation>上下文 {0}</translation>
    </message>
    <message>
        <source>context, tokens</source>
        <translation>上下文，词元</translation>
    </message>
    <message>
        <source>contexts</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>depths</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>文档数</translation>
    </message>
    <message>
        <source>does not say how long its training sequences were; give the training length</source>
        <translation>没有说明其训练序列的长度；请给出训练长度</translation>
    </message>
    <message>
        <source>evaluates other items than this one; are data and options the same on every host?</source>
        <translation>评测的条目与本进程不同；各主机上的数据和选项是否相同？</translation>
    </message>
    <message>
        <source>evaluation &apos;{0}&apos;</source>
        <translation>评测“{0}”</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>global channels</source>
        <translation>全局通道</translation>
    </message>
    <message>
        <source>has no answer to compare with</source>
        <translation>没有可供比较的答案</translation>
    </message>
    <message>
        <source>has no calibration profile, which LongMamba needs; make one with &apos;mambascope calibrate&apos; and open it</source>
        <translation>没有 LongMamba 所需的校准档案；请用 “mambascope calibrate” 生成并打开</translation>
    </message>
    <message>
        <source>has no profile yet; a search writes it when it ends or is stopped: resume it</source>
        <translation>还没有档案；搜索结束或停止时才写入：请继续该搜索</translation>
    </message>
    <message>
        <source>has no tokenizer.json; choose one with Model &gt; Choose tokenizer</source>
        <translation>没有 tokenizer.json；请用“模型 &gt; 选择分词器”选择一个</translation>
    </message>
    <message>
        <source>has nothing to search for (longmamba or decimamba expected)</source>
        <translation>没有可搜索的设置（应为 longmamba 或 decimamba）</translation>
    </message>
    <message>
        <source>has one layer only</source>
        <translation>只有一层</translation>
    </message>
    <message>
        <source>has {0} tokens, a context of {1} needs more</source>
        <translation>有 {0} 个词元，长度为 {1} 的上下文需要更多</translation>
    </message>
    <message>
        <source>has {0} tokens, windows of {1} need more</source>
        <translation>有 {0} 个词元，长度为 {1} 的窗口需要更多</translation>
    </message>
    <message>
        <source>is not known (passkey or perplexity expected)</source>
        <translation>未知（应为 passkey 或 perplexity）</translation>
    </message>
    <message>
        <source>is not known; give it in tokens</source>
        <translation>未知；请以词元数给出</translation>
    </message>
    <message>
        <source>is passkey or perplexity</source>
        <translation>应为 passkey 或 perplexity</translation>
    </message>
    <message>
        <source>is there twice</source>
        <translation>出现了两次</translation>
    </message>
    <message>
        <source>is within the training length of {0} tokens, where nothing is filtered</source>
        <translation>在 {0} 个词元的训练长度之内，不会过滤任何词元</translation>
    </message>
    <message>
        <source>last tokens</source>
        <translation>末尾词元数</translation>
    </message>
    <message>
        <source>longest prompt</source>
        <translation>最长提示词</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>memory added, %</source>
        <translation>增加的内存，%</translation>
    </message>
    <message>
        <source>memory, MiB</source>
        <translation>内存，MiB</translation>
    </message>
    <message>
        <source>metric &quot;{0}&quot;</source>
        <translation>指标“{0}”</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>分钟数</translation>
    </message>
    <message>
        <source>must be 1 or more, {0} is not</source>
        <translation>必须不小于 1，{0} 不符合</translation>
    </message>
    <message>
        <source>must be above 0</source>
        <translation>必须大于 0</translation>
    </message>
    <message>
        <source>must be between 0 and 1, {0} is not</source>
        <translation>必须在 0 与 1 之间，{0} 不符合</translation>
    </message>
    <message>
        <source>must be longer than the {0} tokens that the loss is taken over</source>
        <translation>必须长于计算损失所用的 {0} 个词元</translation>
    </message>
    <message>
        <source>no text is longer than a context</source>
        <translation>没有文本长于上下文</translation>
    </message>
    <message>
        <source>none is chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>none is given</source>
        <translation>未给出</translation>
    </message>
    <message>
        <source>none is named</source>
        <translation>未指定</translation>
    </message>
    <message>
        <source>none is stored in {0} yet; the window&apos;s Evaluate page makes them</source>
        <translation>{0} 中还没有存储的运行；可在窗口的“评测”页生成</translation>
    </message>
    <message>
        <source>not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>one is named twice</source>
        <translation>有一个被指定了两次</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>prefill added, %</source>
        <translation>增加的预填充，%</translation>
    </message>
    <message>
        <source>prefill, ms</source>
        <translation>预填充，毫秒</translation>
    </message>
    <message>
        <source>process {0}</source>
        <translation>进程 {0}</translation>
    </message>
    <message>
        <source>prompt, tokens</source>
        <translation>提示词，词元</translation>
    </message>
    <message>
        <source>question {0} with {1} noise documents ({2})</source>
        <translation>问题 {0}，含 {1} 篇干扰文档（{2}）</translation>
    </message>
    <message>
        <source>right documents, %</source>
        <translation>找到的文档，%</translation>
    </message>
    <message>
        <source>right pass keys, %</source>
        <translation>找到的密钥，%</translation>
    </message>
    <message>
        <source>run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>scale</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>score, %</source>
        <translation>得分，%</translation>
    </message>
    <message>
        <source>search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>search, {0}</source>
        <translation>搜索，{0}</translation>
    </message>
    <message>
        <source>search: round 1 of {0}</source>
        <translation>搜索：第 1 轮，共 {0} 轮</translation>
    </message>
    <message>
        <source>search: round {0} of {1}, {2} settings</source>
        <translation>搜索：第 {0} 轮，共 {1} 轮，{2} 组设置</translation>
    </message>
    <message>
        <source>stored are {0} and {1} older ones</source>
        <translation>已存储 {0} 以及 {1} 个更早的运行</translation>
    </message>
    <message>
        <source>stored are {0}</source>
        <translation>已存储 {0}</translation>
    </message>
    <message>
        <source>task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>template of {0}</source>
        <translation>{0} 的模板</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>the settings of a run are an object</source>
        <translation>运行的设置应为对象</translation>
    </message>
    <message>
        <source>there are no channels to draw</source>
        <translation>没有可绘制的通道</translation>
    </message>
    <message>
        <source>there is no curve to draw</source>
        <translation>没有可绘制的曲线</translation>
    </message>
    <message>
        <source>there is no figure of these results; a table can be written</source>
        <translation>这些结果没有对应的图；可以写出表格</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>theta</source>
        <translation>θ</translation>
    </message>
    <message>
        <source>time and memory</source>
        <translation>时间与内存</translation>
    </message>
    <message>
        <source>tokenizer.model is a SentencePiece model, which is not supported; a tokenizer.json of the same tokenizer can be chosen.</source>
        <translation>tokenizer.model 是 SentencePiece 模型，不受支持；可选择同一分词器的 tokenizer.json。</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>torch archive (legacy)</source>
        <translation>torch 归档（旧格式）</translation>
    </message>
    <message>
        <source>torch archive</source>
        <translation>torch 归档</translation>
    </message>
    <message>
        <source>training length</source>
        <translation>训练长度</translation>
    </message>
    <message>
        <source>trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>use_long_context is set: the rotary base is rescaled by 8^(d/(d-2)), as transformers 4 does; transformers 5 does not.</source>
        <translation>已设置 use_long_context：旋转位置编码的基数按 8^(d/(d-2)) 缩放，与 transformers 4 相同；transformers 5 则不缩放。</translation>
    </message>
    <message>
        <source>windows</source>
        <translation>窗口数</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>{0} ({1}): {2}</source>
        <translation>{0}（{1}）：{2}</translation>
    </message>
    <message>
        <source>{0} from token {1}, context {2} ({3})</source>
        <translation>{0} 从词元 {1} 起，上下文 {2}（{3}）</translation>
    </message>
    <message>
        <source>{0} with byte fallback, {1} tokens</source>
        <translation>{0}，带字节回退，{1} 个词元</translation>
    </message>
    <message>
        <source>{0} {1}, prompt {2} ({3})</source>
        <translation>{0} {1}，提示词 {2}（{3}）</translation>
    </message>
    <message>
        <source>{0}, 1 file</source>
        <translation>{0}，1 个文件</translation>
    </message>
    <message>
        <source>{0}, {1} files</source>
        <translation>{0}，{1} 个文件</translation>
    </message>
    <message>
        <source>{0}, {1} tokens</source>
        <translation>{0}，{1} 个词元</translation>
    </message>
    <message>
        <source>{0}: cannot be read: {1}</source>
        <translation>{0}：无法读取：{1}</translation>
    </message>
    <message>
        <source>{0}: {1} measurements could not be kept: {2}</source>
        <translation>{0}：{1} 个测量值未能保存：{2}</translation>
    </message>
    <message>
        <source>{0}: {1} results are not written: {2}</source>
        <translation>{0}：{1} 个结果未写入：{2}</translation>
    </message>
    <message>
        <source>{0}: {1} results could not be kept: {2}</source>
        <translation>{0}：{1} 个结果未能保存：{2}</translation>
    </message>
    <message>
        <source>--whole</source>
        <translation>--whole</translation>
    </message>
    <message>
        <source>&quot;exported&quot; must be an object</source>
        <translation>“exported”必须是对象</translation>
    </message>
    <message>
        <source>&quot;needle&quot; has no {0}</source>
        <translation>“needle”中没有 {0}</translation>
    </message>
    <message>
        <source>&quot;{0}&quot; is not text</source>
        <translation>“{0}”不是文本</translation>
    </message>
    <message>
        <source>a training length of {0} tokens is none</source>
        <translation>{0} 个词元不是有效的训练长度</translation>
    </message>
    <message>
        <source>cannot be taken over or kept in this pass</source>
        <translation>在本次前向中无法接续或保留</translation>
    </message>
    <message>
        <source>cannot be written: the page {0} is written as {1}</source>
        <translation>无法写入：页面 {0} 可写为 {1}</translation>
    </message>
    <message>
        <source>clean-up &apos;{0}&apos;</source>
        <translation>清理“{0}”</translation>
    </message>
    <message>
        <source>first layers of a prompt</source>
        <translation>提示词的前几层</translation>
    </message>
    <message>
        <source>has no text &quot;context&quot; or no list &quot;qas&quot;</source>
        <translation>没有文本“context”或列表“qas”</translation>
    </message>
    <message>
        <source>has no usable question; the first: {0}</source>
        <translation>没有可用的问题；第一个：{0}</translation>
    </message>
    <message>
        <source>has no use for &quot;{0}&quot;</source>
        <translation>用不到“{0}”</translation>
    </message>
    <message>
        <source>has none of these lengths; there are {0}</source>
        <translation>没有这些长度；现有 {0}</translation>
    </message>
    <message>
        <source>holds no usable case; the first: {0}</source>
        <translation>没有可用的用例；第一个：{0}</translation>
    </message>
    <message>
        <source>is for .png and .npy of the map and for tables of the comparison</source>
        <translation>仅用于注意力图的 .png 与 .npy，以及比较页的表格</translation>
    </message>
    <message>
        <source>is for one process; --device names as many GPUs as there are</source>
        <translation>只能由一个进程运行；可用 --device 列出所有 GPU</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>不是数</translation>
    </message>
    <message>
        <source>is not an object with &quot;question&quot; and &quot;answers&quot;</source>
        <translation>不是含有“question”和“answers”的对象</translation>
    </message>
    <message>
        <source>is not an object with &quot;question&quot;, &quot;answer&quot; and &quot;context&quot;</source>
        <translation>不是含有“question”“answer”和“context”的对象</translation>
    </message>
    <message>
        <source>is not an object with &quot;question&quot;, &quot;needle&quot; and &quot;cue&quot;</source>
        <translation>不是含有“question”“needle”和“cue”的对象</translation>
    </message>
    <message>
        <source>is not known; there is longmamba</source>
        <translation>未知；现有 longmamba</translation>
    </message>
    <message>
        <source>is on or off</source>
        <translation>应为 on 或 off</translation>
    </message>
    <message>
        <source>no dataset can be asked; the first problem: {0}</source>
        <translation>没有可提问的数据集；第一个问题：{0}</translation>
    </message>
    <message>
        <source>no dataset is named</source>
        <translation>未指定数据集</translation>
    </message>
    <message>
        <source>no length or no depth is given</source>
        <translation>未给出长度或深度</translation>
    </message>
    <message>
        <source>no prompt can be asked; the first problem: {0}</source>
        <translation>没有可用的提示；第一个问题：{0}</translation>
    </message>
    <message>
        <source>no prompt can be made; the first problem: {0}</source>
        <translation>无法生成提示；第一个问题：{0}</translation>
    </message>
    <message>
        <source>results are not written: {0}</source>
        <translation>结果未写入：{0}</translation>
    </message>
    <message>
        <source>says itself that its training length is {0} tokens</source>
        <translation>自身已注明训练长度为 {0} 个词元</translation>
    </message>
    <message>
        <source>there are no tasks and lengths to ask</source>
        <translation>没有可提问的任务和长度</translation>
    </message>
    <message>
        <source>writing prompts</source>
        <translation>正在写入提示</translation>
    </message>
    <message>
        <source>{0} ({1}): is not scored: {2}</source>
        <translation>{0}（{1}）：未评分：{2}</translation>
    </message>
    <message>
        <source>{0} {1}: {2}</source>
        <translation>{0} {1}：{2}</translation>
    </message>
    <message>
        <source>{0}: &quot;score&quot;</source>
        <translation>{0}：“score”</translation>
    </message>
    <message>
        <source>{0}: &quot;{1}&quot;</source>
        <translation>{0}：“{1}”</translation>
    </message>
    <message>
        <source>at most x1</source>
        <translation>不大于 x1 的数</translation>
    </message>
    <message>
        <source>at most y1</source>
        <translation>不大于 y1 的数</translation>
    </message>
    <message>
        <source>&quot;params&quot; must be an object</source>
        <translation>“params”必须是对象</translation>
    </message>
    <message>
        <source>exists already, and &quot;overwrite&quot; is not set</source>
        <translation>已存在，且未设置“overwrite”</translation>
    </message>
    <message>
        <source>has no model open</source>
        <translation>没有打开的模型</translation>
    </message>
    <message>
        <source>is a field of several groups; say which: {0}</source>
        <translation>是多个组的字段；请指明是哪一个：{0}</translation>
    </message>
    <message>
        <source>is a group of fields: {0}</source>
        <translation>是一组字段：{0}</translation>
    </message>
    <message>
        <source>is named by the session and is not there any more</source>
        <translation>会话引用了它，但它已不存在</translation>
    </message>
    <message>
        <source>is needed, as a text</source>
        <translation>是必需的，须为文本</translation>
    </message>
    <message>
        <source>is no action; &quot;actions&quot; lists them</source>
        <translation>不是操作；“actions”会列出所有操作</translation>
    </message>
    <message>
        <source>is no field of the view state</source>
        <translation>不是视图状态的字段</translation>
    </message>
    <message>
        <source>is no method; there are version, state, set, actions, trigger, open, wait, export and close</source>
        <translation>不是方法；可用的有 version、state、set、actions、trigger、open、wait、export 和 close</translation>
    </message>
    <message>
        <source>is no name for a window: up to 64 letters, digits, dots, dashes</source>
        <translation>不能作为窗口的名称：最多 64 个字母、数字、点或连字符</translation>
    </message>
    <message>
        <source>is no parameter of this method</source>
        <translation>不是此方法的参数</translation>
    </message>
    <message>
        <source>is not possible now</source>
        <translation>现在不可用</translation>
    </message>
    <message>
        <source>is the name of another window that accepts scripts</source>
        <translation>是另一个接受脚本的窗口的名称</translation>
    </message>
    <message>
        <source>is {0}, and there are 0 to {1}</source>
        <translation>为 {0}，而可用的是 0 到 {1}</translation>
    </message>
    <message>
        <source>must be a number from 0.5 to 8</source>
        <translation>必须是 0.5 到 8 之间的数</translation>
    </message>
    <message>
        <source>must be an absolute path: the window runs in another folder</source>
        <translation>必须是绝对路径：窗口在另一个文件夹中运行</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>必须为 true 或 false</translation>
    </message>
    <message>
        <source>needs &quot;method&quot;, a text</source>
        <translation>需要“method”，须为文本</translation>
    </message>
    <message>
        <source>request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>was closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>a colon is expected</source>
        <translation>此处应为冒号</translation>
    </message>
    <message>
        <source>a comma or the table&apos;s end is expected</source>
        <translation>此处应为逗号或表的结尾</translation>
    </message>
    <message>
        <source>a key in quotes is expected</source>
        <translation>此处应为带引号的键</translation>
    </message>
    <message>
        <source>a table in braces is expected</source>
        <translation>此处应为花括号中的表</translation>
    </message>
    <message>
        <source>an assignment to {0} is expected</source>
        <translation>此处应为对 {0} 的赋值</translation>
    </message>
    <message>
        <source>devices &quot;{0}&quot;</source>
        <translation>设备“{0}”</translation>
    </message>
    <message>
        <source>has a number at &apos;{0}&apos; where a table belongs</source>
        <translation>在“{0}”处是一个数，而那里应为一张表</translation>
    </message>
    <message>
        <source>has a state named &apos;{0}&apos;; there are B, E, M and S</source>
        <translation>有名为“{0}”的状态；只有 B、E、M 和 S</translation>
    </message>
    <message>
        <source>has a table at &apos;{0}&apos; where a number belongs</source>
        <translation>在“{0}”处是一张表，而那里应为一个数</translation>
    </message>
    <message>
        <source>has no words</source>
        <translation>没有词</translation>
    </message>
    <message>
        <source>has nothing for the state {0}</source>
        <translation>缺少状态 {0} 的内容</translation>
    </message>
    <message>
        <source>has the key &apos;{0}&apos;, which is not one character</source>
        <translation>有键“{0}”，它不是单个字符</translation>
    </message>
    <message>
        <source>is no entry of a dictionary, a word and its count</source>
        <translation>不是词典条目（词及其频数）</translation>
    </message>
    <message>
        <source>is not UTF-8</source>
        <translation>不是 UTF-8</translation>
    </message>
    <message>
        <source>is not the folder of the package jieba: it has no dict.txt</source>
        <translation>不是 jieba 软件包的文件夹：其中没有 dict.txt</translation>
    </message>
    <message>
        <source>names no device</source>
        <translation>没有列出任何设备</translation>
    </message>
    <message>
        <source>nothing is expected behind the table</source>
        <translation>表之后不应再有内容</translation>
    </message>
    <message>
        <source>tensor {0} has {1} at {2}, from which no decay of layer {3} can be computed</source>
        <translation>张量 {0} 在 {2} 处的值为 {1}，由此无法算出第 {3} 层的衰减</translation>
    </message>
    <message>
        <source>the key &apos;{0}&apos; is there twice</source>
        <translation>键“{0}”出现了两次</translation>
    </message>
    <message>
        <source>the key has an escape that is no character</source>
        <translation>键中有不是字符的转义</translation>
    </message>
    <message>
        <source>the key in quotes has no end</source>
        <translation>带引号的键没有结尾</translation>
    </message>
    <message>
        <source>the tables are nested too deep</source>
        <translation>表嵌套过深</translation>
    </message>
    <message>
        <source>{0} is there twice</source>
        <translation>{0} 出现了两次</translation>
    </message>
    <message>
        <source>its dictionary, which cuts Chinese text into words, is not found; install it (pip install jieba==0.42.1), or say where it is: --jieba FOLDER or MAMBASCOPE_JIEBA, in the window under Chinese words</source>
        <translation>找不到用于中文分词的词典；请安装（pip install jieba==0.42.1），或指明其位置：用 --jieba 文件夹 或 MAMBASCOPE_JIEBA，在窗口中用“中文分词”</translation>
    </message>
    <message>
        <source>must be a folder that belongs to this user and is closed to others</source>
        <translation>必须是属于当前用户且不对他人开放的文件夹</translation>
    </message>
    <message>
        <source>the draft of a run is not valid JSON</source>
        <translation>运行草稿不是有效的 JSON</translation>
    </message>
    <message>
        <source>-1 if row is -1, and 0 or more if it is not</source>
        <translation>-1（如果 row 为 -1），否则为 0 或更大</translation>
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
    <name>mambascope::ui::CausalEntry</name>
    <message>
        <source>Above the diagonal there are no values: the key comes after the query</source>
        <translation>对角线以上没有值：键在查询之后</translation>
    </message>
    <message>
        <source>no value: key after query</source>
        <translation>无值：键在查询之后</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ChannelComparisonModel</name>
    <message>
        <source>Mean distance of what the channel sees from the last token, in tokens.</source>
        <translation>通道所见内容与最后一个词元的平均距离（词元数）。</translation>
    </message>
    <message>
        <source>Root mean square of the channel&apos;s state behind the sequence.</source>
        <translation>序列之后通道状态的均方根。</translation>
    </message>
    <message>
        <source>The larger of both states over the smaller one.</source>
        <translation>两个状态中较大者与较小者之比。</translation>
    </message>
    <message>
        <source>Tokens that the channel keeps.</source>
        <translation>通道保留的词元数。</translation>
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
        <translation>A 所见</translation>
    </message>
    <message>
        <source>Sees B</source>
        <translation>B 所见</translation>
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
        <translation>A 保留</translation>
    </message>
    <message>
        <source>Kept B</source>
        <translation>B 保留</translation>
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
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>global: ln decay above ln θ; LongMamba filters these channels only</source>
        <translation>全局：ln 衰减大于 ln θ；LongMamba 只过滤这些通道</translation>
    </message>
    <message>
        <source>Receptive field of the last token in tokens (Mamba mean distance), without a filter</source>
        <translation>最后一个词元的感受野（以词元计，Mamba 平均距离），未加过滤</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The same under %1</source>
        <translation>在 %1 下的同一数值</translation>
    </message>
    <message>
        <source>Tokens of the sequence that the channel keeps under %1</source>
        <translation>在 %1 下该通道保留的序列词元</translation>
    </message>
    <message>
        <source>%1 (earlier settings)</source>
        <translation>%1（先前的设置）</translation>
    </message>
    <message>
        <source>Reach,
vanilla</source>
        <translation>感受野
原始</translation>
    </message>
    <message>
        <source>Reach,
%1</source>
        <translation>感受野
%1</translation>
    </message>
    <message>
        <source>Natural logarithm of the cumulative decay over the training length, from the calibration profile; without one over the sequence</source>
        <translation>训练长度上累积衰减的自然对数，取自校准档案；没有档案时取自整个序列</translation>
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
</context>
<context>
    <name>mambascope::ui::ChannelsPage</name>
    <message>
        <source>%1: there are no channels to write yet</source>
        <translation>%1：还没有可写出的通道</translation>
    </message>
    <message>
        <source>computing …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>They are not classified, because there is no calibration profile: make one with Recalibrate in the Method dock.</source>
        <translation>没有校准档案，因此未分类：请用方法面板中的“重新校准”生成一个。</translation>
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
    <message>
        <source>%1 (earlier settings)</source>
        <translation>%1（先前的设置）</translation>
    </message>
    <message>
        <source>%1. In italics: %2</source>
        <translation>%1。斜体：%2</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ClampForm</name>
    <message>
        <source>Clamp C</source>
        <translation>截断 C</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>calibrating, %p %</source>
        <translation>正在校准，%p %</translation>
    </message>
    <message>
        <source>Progress of the calibration for other clamps</source>
        <translation>其他截断值的校准进度</translation>
    </message>
    <message>
        <source>Cancel the calibration for other clamps</source>
        <translation>取消其他截断值的校准</translation>
    </message>
    <message>
        <source>Share of the largest Δs that is cut before decays and thresholds g(S) are found. The first move calibrates for all clamps.</source>
        <translation>在求衰减和阈值 g(S) 之前，最大的 Δ 中被截去的比例。第一次移动会为所有截断值进行校准。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ClampProfiles</name>
    <message>
        <source>Cancelled; the profile is as it was.</source>
        <translation>已取消；校准档案保持不变。</translation>
    </message>
    <message>
        <source>The profile does not say how many sequences of what length it was made from</source>
        <translation>此校准档案没有给出它由多少个、多长的序列生成</translation>
    </message>
    <message>
        <source>Text needs a tokenizer to become tokens</source>
        <translation>文本需要分词器才能转换为词元</translation>
    </message>
    <message>
        <source>The text that the profile was made from (%1) is not at hand: other clamps are calibrated with the program&apos;s own text.</source>
        <translation>找不到生成此校准档案的文本（%1）：其他截断值改用程序自带的文本校准。</translation>
    </message>
    <message>
        <source>calibrating for other clamps</source>
        <translation>为其他截断值校准</translation>
    </message>
    <message>
        <source>writing the profile</source>
        <translation>写入校准档案</translation>
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
        <translation>计算未更新的各方</translation>
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
        <translation>双方的层</translation>
    </message>
    <message>
        <source>Channels that differ most</source>
        <translation>差异最大的通道</translation>
    </message>
    <message>
        <source>A writes</source>
        <translation>A 的输出</translation>
    </message>
    <message>
        <source>B writes</source>
        <translation>B 的输出</translation>
    </message>
    <message>
        <source>A click selects the channel.</source>
        <translation>点击以选择通道。</translation>
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
        <translation>A 方</translation>
    </message>
    <message>
        <source>side B</source>
        <translation>B 方</translation>
    </message>
    <message>
        <source>The visible parts of the maps, too, with every token</source>
        <translation>同时写出各图的可见部分，逐词元</translation>
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
        <translation>%1 方的模型</translation>
    </message>
    <message>
        <source>The model that side %1 reads the sequence with</source>
        <translation>%1 方读取序列所用的模型</translation>
    </message>
    <message>
        <source>Method of side %1</source>
        <translation>%1 方的方法</translation>
    </message>
    <message>
        <source>θ</source>
        <translation>θ</translation>
    </message>
    <message>
        <source>Theta of side %1</source>
        <translation>%1 方的 θ</translation>
    </message>
    <message>
        <source>Channels whose decay over the training length is above θ are global. Empty: as in the Method dock, or what another bundled model is shown with.</source>
        <translation>训练长度内衰减大于 θ 的通道为全局。留空：同“方法”面板，或另一内置模型的默认值。</translation>
    </message>
    <message>
        <source>b</source>
        <translation>b</translation>
    </message>
    <message>
        <source>Threshold factor of side %1</source>
        <translation>%1 方的阈值系数</translation>
    </message>
    <message>
        <source>Factor on the token threshold g(S). Empty: as in the Method dock.</source>
        <translation>词元阈值 g(S) 的系数。留空：同“方法”面板。</translation>
    </message>
    <message>
        <source>Choose a model&apos;s folder</source>
        <translation>选择模型的文件夹</translation>
    </message>
    <message>
        <source>theta %1: must be above 0 and at most 1</source>
        <translation>θ %1：必须大于 0 且不大于 1</translation>
    </message>
    <message>
        <source>threshold factor %1: must be 0 or more</source>
        <translation>阈值系数 %1：必须不小于 0</translation>
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
        <translation>未计算。请按“比较”。</translation>
    </message>
    <message>
        <source>No model is open.</source>
        <translation>没有打开的模型。</translation>
    </message>
    <message>
        <source>%1: %2 tokens read in %3 s (%4 tokens/s)</source>
        <translation>%1：%3 秒内读取 %2 个词元（%4 词元/秒）</translation>
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
        <translation>ln 累积衰减</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>maps of both sides</source>
        <translation>双方的图</translation>
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
        <translation>未计算。请按“比较”。</translation>
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
        <translation>差异需要双方。</translation>
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
        <source>Legend of A and B</source>
        <translation>A 和 B 的图例</translation>
    </message>
    <message>
        <source>Legend of the difference</source>
        <translation>差值的图例</translation>
    </message>
    <message>
        <source>more in A</source>
        <translation>A 中更多</translation>
    </message>
    <message>
        <source>more in B</source>
        <translation>B 中更多</translation>
    </message>
    <message>
        <source>Values of the cell under the pointer, or of the picked one</source>
        <translation>指针下或已选取单元格的值</translation>
    </message>
    <message>
        <source>%1:   %2</source>
        <translation>%1：   %2</translation>
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
        <translation>A 方</translation>
    </message>
    <message>
        <source>side B</source>
        <translation>B 方</translation>
    </message>
    <message>
        <source>has no calibration profile, which LongMamba needs</source>
        <translation>没有 LongMamba 所需的校准档案</translation>
    </message>
    <message>
        <source>Both sides have to be computed first.</source>
        <translation>须先计算双方。</translation>
    </message>
    <message>
        <source>%1 has %2 layers of %3 channels</source>
        <translation>%1 有 %2 层，每层 %3 个通道</translation>
    </message>
    <message>
        <source>Channels cannot be compared one by one: %1, %2.</source>
        <translation>通道无法逐一比较：%1，%2。</translation>
    </message>
    <message>
        <source>Channels cannot be compared one by one: a channel of %1 has nothing to do with that of the same number of %2.</source>
        <translation>通道无法逐一比较：%1 的通道与 %2 中同号的通道无关。</translation>
    </message>
    <message>
        <source>Channels cannot be compared one by one: the sides were computed for different sequences.</source>
        <translation>通道无法逐一比较：双方按不同的序列计算。</translation>
    </message>
    <message>
        <source>There is no difference map: the same text is %1 tokens for %2 and %3 tokens for %4.</source>
        <translation>没有差异图：同一文本对 %2 为 %1 个词元，对 %4 为 %3 个词元。</translation>
    </message>
    <message>
        <source>There is no difference map: the sides cut the text into different tokens.</source>
        <translation>没有差异图：双方将文本切分为不同的词元。</translation>
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
        <source>%1, layer %2</source>
        <translation>%1，第 %2 层</translation>
    </message>
    <message>
        <source>Not computed. Run &gt; Compute again (F5).</source>
        <translation>未计算。运行 &gt; 重新计算 (F5)。</translation>
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
    <message>
        <source>%1 (preview)</source>
        <translation>%1（预览）</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::DecimationForm</name>
    <message>
        <source>Numbers of the layers that take tokens away, with spaces between them</source>
        <translation>移除词元的层号，以空格分隔</translation>
    </message>
    <message>
        <source>Tokens that stay behind the first of these layers, beside the last one</source>
        <translation>除最后一个词元外，首个此类层之后保留的词元数</translation>
    </message>
    <message>
        <source>What each further layer leaves of that number</source>
        <translation>其后每层保留该数目的比例</translation>
    </message>
    <message>
        <source>Tokens that always stay</source>
        <translation>始终保留的词元数</translation>
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
        <translation>β(&amp;A)</translation>
    </message>
    <message>
        <source>Mi&amp;nimum</source>
        <translation>最小值(&amp;N)</translation>
    </message>
    <message>
        <source>Decimation has no preview: the filtered pass runs again after each change.</source>
        <translation>抽减没有预览：每次更改后重新运行过滤前向计算。</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>不是数</translation>
    </message>
    <message>
        <source>&amp;Find first decimating layer …</source>
        <translation>查找第一个抽减层(&amp;F)…</translation>
    </message>
    <message>
        <source>Prepares a search on the Evaluate page that tries each layer alone</source>
        <translation>在“评测”页准备一次逐层单独尝试的搜索</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateForm</name>
    <message>
        <source>Repetitions</source>
        <translation>重复次数</translation>
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
        <source>P&amp;rotocol</source>
        <translation>协议(&amp;R)</translation>
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
        <source>Tokens of a prompt that is not cut in the middle; without a limit what config/model2maxlen.json has for the model counts</source>
        <translation>不截去中间部分的提示词的最大词元数；无限制时以 config/model2maxlen.json 中该模型的值为准</translation>
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
        <translation>除正确文档外的文档数，以逗号分隔</translation>
    </message>
    <message>
        <source>towns that do not exist</source>
        <translation>虚构的城镇</translation>
    </message>
    <message>
        <source>LongBench&apos;s folder, as it is unpacked</source>
        <translation>解压后的 LongBench 文件夹</translation>
    </message>
    <message>
        <source>Prompts that RULER prepared: FOLDER/TASK/validation.jsonl</source>
        <translation>RULER 准备的提示词：FOLDER/TASK/validation.jsonl</translation>
    </message>
    <message>
        <source>Questions in SQuAD&apos;s format, such as dev-v2.0.json</source>
        <translation>SQuAD 格式的问题，例如 dev-v2.0.json</translation>
    </message>
    <message>
        <source>Saved &amp;cases</source>
        <translation>已保存的用例(&amp;C)</translation>
    </message>
    <message>
        <source>Choose saved cases</source>
        <translation>选择已保存的用例</translation>
    </message>
    <message>
        <source>none: prompts are made</source>
        <translation>无：生成提示</translation>
    </message>
    <message>
        <source>A file of prompts and answers, as passkey --save-cases writes it; lengths, depths and trials are its own</source>
        <translation>提示与答案的文件，由 passkey --save-cases 写出；长度、深度和次数以文件为准</translation>
    </message>
    <message>
        <source>Saved pass keys</source>
        <translation>已保存的密钥用例</translation>
    </message>
    <message>
        <source>all that the data has</source>
        <translation>数据中的全部长度</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>“%1” is not a whole number of 0 or more</source>
        <translation>“%1”不是 0 或更大的整数</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateMachineFields</name>
    <message>
        <source>De&amp;vices</source>
        <translation>设备(&amp;V)</translation>
    </message>
    <message>
        <source>Several with commas between, as in cuda:0,cuda:1, or cuda:all: each takes the next prompt</source>
        <translation>多个设备以逗号分隔，如 cuda:0,cuda:1，或 cuda:all：空闲的设备处理下一个提示</translation>
    </message>
    <message>
        <source>jieba is not found</source>
        <translation>找不到 jieba</translation>
    </message>
    <message>
        <source>The folder of the Python package jieba (pip install jieba==0.42.1), whose dictionary cuts Chinese answers into words; without it they are kept, but have no scores</source>
        <translation>Python 软件包 jieba（pip install jieba==0.42.1）的文件夹，用其词典对中文回答分词；没有它时回答会保留，但没有分数</translation>
    </message>
    <message>
        <source>Chinese &amp;words</source>
        <translation>中文分词(&amp;W)</translation>
    </message>
    <message>
        <source>Choose the folder of jieba</source>
        <translation>选择 jieba 的文件夹</translation>
    </message>
    <message>
        <source>%1, as the window</source>
        <translation>%1，与窗口相同</translation>
    </message>
    <message>
        <source>The folder of Chinese words has no dict.txt; it is the one that pip installed as jieba.</source>
        <translation>中文分词的文件夹中没有 dict.txt；应为 pip 安装的 jieba 文件夹。</translation>
    </message>
    <message>
        <source>Folder of jieba</source>
        <translation>jieba 的文件夹</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateMethodFields</name>
    <message>
        <source>Methods</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Δ &gt; b · g(S) (paper)</source>
        <translation>Δ &gt; b · g(S)（论文）</translation>
    </message>
    <message>
        <source>Which tokens LongMamba&apos;s global channels keep; the others are ablations of its repository</source>
        <translation>LongMamba 的全局通道保留哪些词元；其余为其代码库中的消融方式</translation>
    </message>
    <message>
        <source>LongMamba&apos;s &amp;filter</source>
        <translation>LongMamba 的过滤方式(&amp;F)</translation>
    </message>
    <message>
        <source>as in the Method dock: θ %1, b %2</source>
        <translation>同“方法”面板：θ %1，b %2</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluatePage</name>
    <message>
        <source>New run</source>
        <translation>新运行</translation>
    </message>
    <message>
        <source>Stored runs</source>
        <translation>已存的运行</translation>
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
        <source>The search was made with %1: open that model to use what it found.</source>
        <translation>该搜索用 %1 完成：请打开该模型以使用其结果。</translation>
    </message>
    <message>
        <source>using what was found</source>
        <translation>使用搜索结果</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluatePlot</name>
    <message>
        <source>Figure of the results</source>
        <translation>结果图</translation>
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
        <source>layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>θ %1, b %2, clamp %3 %</source>
        <translation>θ %1，b %2，截断 %3 %</translation>
    </message>
    <message>
        <source>perplexity %1 over %2 windows, loss %3</source>
        <translation>%2 个窗口的困惑度 %1，损失 %3</translation>
    </message>
    <message>
        <source>%1 % of %2 pass keys right, loss %3</source>
        <translation>%2 个密钥中 %1 % 正确，损失 %3</translation>
    </message>
    <message>
        <source>%1 global channels</source>
        <translation>%1 个全局通道</translation>
    </message>
    <message>
        <source>the best one</source>
        <translation>最佳的一个</translation>
    </message>
    <message>
        <source>%1: %2 at %3 (%4)</source>
        <translation>%1：%3 处为 %2（%4）</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateResults</name>
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
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>采用此项</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>运行的进度</translation>
    </message>
    <message>
        <source>Keeps what is there; the run can be resumed</source>
        <translation>保留已有结果；运行可继续</translation>
    </message>
    <message>
        <source>Goes on with what is not there yet</source>
        <translation>继续完成尚缺的部分</translation>
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
        <source>the time was up at %1 of %2</source>
        <translation>时间用尽，完成 %1 / %2</translation>
    </message>
    <message>
        <source>chosen: %1</source>
        <translation>已选：%1</translation>
    </message>
    <message>
        <source>best: %1</source>
        <translation>最佳：%1</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n runs compared</source>
        <translation>
            <numerusform>%1：比较 %n 项运行</numerusform>
        </translation>
    </message>
    <message>
        <source>Sets the Method dock to the chosen trial, or to the best one</source>
        <translation>将“方法”面板设为所选试验，或最佳试验</translation>
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
</context>
<context>
    <name>mambascope::ui::EvaluateRows</name>
    <message>
        <source>“%1” is not a number; write them as in 512, 1024</source>
        <translation>“%1”不是数；请按 512, 1024 的形式书写</translation>
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
    <name>mambascope::ui::EvaluateSearchFields</name>
    <message>
        <source>LongMamba: θ, clamp and factor</source>
        <translation>LongMamba：θ、截断和系数</translation>
    </message>
    <message>
        <source>DeciMamba: first decimating layer</source>
        <translation>DeciMamba：第一个抽减层</translation>
    </message>
    <message>
        <source>Met&amp;hod</source>
        <translation>方法(&amp;H)</translation>
    </message>
    <message>
        <source>Pass keys</source>
        <translation>密钥检索</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>What is to be best: keys found in the text, or the loss at the end of its windows</source>
        <translation>以什么为最佳：在文本中找到的密钥，或窗口末尾的损失</translation>
    </message>
    <message>
        <source>&amp;Metric</source>
        <translation>指标(&amp;M)</translation>
    </message>
    <message>
        <source>When the time is up, the best that was found counts</source>
        <translation>时间用尽时，以找到的最佳设置为准</translation>
    </message>
    <message>
        <source>M&amp;inutes</source>
        <translation>分钟(&amp;I)</translation>
    </message>
    <message>
        <source>Settings to begin with, at most; the best third of a round goes on to the next one</source>
        <translation>起始设置的最大数目；每轮最好的三分之一进入下一轮</translation>
    </message>
    <message>
        <source>Settin&amp;gs</source>
        <translation>设置数(&amp;G)</translation>
    </message>
    <message>
        <source>Tokens of the sequences that the model was trained on</source>
        <translation>模型训练所用序列的词元数</translation>
    </message>
    <message>
        <source>Tr&amp;aining length</source>
        <translation>训练长度(&amp;A)</translation>
    </message>
    <message>
        <source>the built-in text</source>
        <translation>内置文本</translation>
    </message>
    <message>
        <source>Text to cut calibration sequences from</source>
        <translation>从中截取校准序列的文本</translation>
    </message>
    <message>
        <source>Calibration te&amp;xt</source>
        <translation>校准文本(&amp;X)</translation>
    </message>
    <message>
        <source>Choose the calibration text</source>
        <translation>选择校准文本</translation>
    </message>
    <message>
        <source>%1, as the profile says</source>
        <translation>%1，取自校准档案</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>The model has no profile: say how long its training sequences were.</source>
        <translation>该模型没有校准档案：请填写其训练序列的长度。</translation>
    </message>
    <message>
        <source>Within the training length of %1 tokens nothing is filtered: choose larger lengths.</source>
        <translation>在 %1 个词元的训练长度之内不会过滤任何词元：请选择更大的长度。</translation>
    </message>
    <message>
        <source>Text to calibrate with</source>
        <translation>用于校准的文本</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::EvaluateTasks</name>
    <message>
        <source>Nothing ticked: all of them</source>
        <translation>全不勾选即为全部</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Evaluation</name>
    <message>
        <source>evaluation</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>%1. The run goes on; its results are kept in memory and written with the next ones.</source>
        <translation>%1。运行继续；结果保留在内存中，随后续结果一并写入。</translation>
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
    <message>
        <source>Beside it: %1</source>
        <translation>同时写出：%1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GalleryControls</name>
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
</context>
<context>
    <name>mambascope::ui::GalleryGrid</name>
    <message>
        <source>No channel chosen</source>
        <translation>未选择通道</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GalleryLegend</name>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>A solid frame and a filled square: global. A dashed frame and a circle: local. The line: receptive field. Above the diagonal there are no values: the key comes after the query.</source>
        <translation>实线框与实心方块：全局。虚线框与圆圈：局部。曲线：感受野。对角线以上没有值：键在查询之后。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::GalleryPage</name>
    <message>
        <source>Channels as small maps</source>
        <translation>以小图显示通道</translation>
    </message>
    <message>
        <source>vanilla</source>
        <translation>原始</translation>
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
        <source>The maps follow when the filtered pass is through.</source>
        <translation>过滤后的前向完成后显示这些图。</translation>
    </message>
    <message>
        <source>Some maps are not computed. Run &gt; Compute again (F5).</source>
        <translation>有些图未计算。运行 &gt; 重新计算 (F5)。</translation>
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
        <translation>输入提示词，然后按 Ctrl+回车</translation>
    </message>
    <message>
        <source>Ctrl+Return runs it, Alt+Up and Alt+Down bring earlier prompts, Ctrl+R searches them</source>
        <translation>Ctrl+回车运行，Alt+↑ 和 Alt+↓ 调出先前的提示词，Ctrl+R 搜索</translation>
    </message>
    <message>
        <source>Earlier …</source>
        <translation>先前的…</translation>
    </message>
    <message>
        <source>Earlier prompts</source>
        <translation>先前的提示词</translation>
    </message>
    <message>
        <source>Search the prompts that were run before (Ctrl+R in the prompt)</source>
        <translation>搜索先前运行过的提示词（在提示词框中按 Ctrl+R）</translation>
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
        <translation>导出回答</translation>
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
    <message>
        <source>Export as &amp;Markdown …</source>
        <translation>导出为 Markdown(&amp;M)…</translation>
    </message>
    <message>
        <source>Export as &amp;JSON …</source>
        <translation>导出为 JSON(&amp;J)…</translation>
    </message>
    <message>
        <source>Not written. Run &gt; Compute again (F5).</source>
        <translation>未写出。运行 &gt; 重新计算 (F5)。</translation>
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
    <message>
        <source>choice of what the map is of</source>
        <translation>选择图的对象</translation>
    </message>
    <message>
        <source>a bookmark</source>
        <translation>添加书签</translation>
    </message>
    <message>
        <source>removal of bookmarks</source>
        <translation>移除书签</translation>
    </message>
    <message>
        <source>choice of the maps shown</source>
        <translation>选择显示的图</translation>
    </message>
    <message>
        <source>change of the profiles</source>
        <translation>更改剖面</translation>
    </message>
    <message>
        <source>lock of the value range</source>
        <translation>锁定数值范围</translation>
    </message>
    <message>
        <source>change of the difference&apos;s range</source>
        <translation>更改差异图的范围</translation>
    </message>
    <message>
        <source>change of the reach line</source>
        <translation>更改感受野线</translation>
    </message>
    <message>
        <source>pinning a curve</source>
        <translation>固定曲线</translation>
    </message>
    <message>
        <source>unpinning curves</source>
        <translation>取消固定曲线</translation>
    </message>
    <message>
        <source>change of the decay&apos;s axes</source>
        <translation>更改衰减的坐标轴</translation>
    </message>
    <message>
        <source>choice of the curves beside</source>
        <translation>选择旁边的曲线</translation>
    </message>
    <message>
        <source>change of the channels&apos; filter</source>
        <translation>更改通道的筛选</translation>
    </message>
    <message>
        <source>change of the channels&apos; order</source>
        <translation>更改通道的排序</translation>
    </message>
    <message>
        <source>change of the brush</source>
        <translation>更改框选</translation>
    </message>
    <message>
        <source>zoom or pan of the plot</source>
        <translation>缩放或平移曲线图</translation>
    </message>
    <message>
        <source>change of the tokens&apos; shading</source>
        <translation>更改词元的底色</translation>
    </message>
    <message>
        <source>choice of the tokens&apos; table</source>
        <translation>选择词元的表</translation>
    </message>
    <message>
        <source>zoom or pan of the tokens&apos; curve</source>
        <translation>缩放或平移词元曲线</translation>
    </message>
    <message>
        <source>change of the tensors&apos; filter</source>
        <translation>更改张量的筛选</translation>
    </message>
    <message>
        <source>choice of the runs shown</source>
        <translation>选择显示的运行</translation>
    </message>
    <message>
        <source>change of side A</source>
        <translation>更改 A 侧</translation>
    </message>
    <message>
        <source>change of side B</source>
        <translation>更改 B 侧</translation>
    </message>
    <message>
        <source>Clamp C %1 % → %2 %</source>
        <translation>截断 C %1 % → %2 %</translation>
    </message>
    <message>
        <source>zoom or pan of the compared curves</source>
        <translation>缩放或平移比较曲线</translation>
    </message>
    <message>
        <source>zoom or pan of the compared maps</source>
        <translation>缩放或平移比较图</translation>
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
        <translation>最后一行为整个模型。</translation>
    </message>
    <message>
        <source>Share of the layer&apos;s channels that are global under the side&apos;s θ.</source>
        <translation>该层通道中在该方 θ 下为全局的比例。</translation>
    </message>
    <message>
        <source>Mean distance of what the global channels see from the last token, in tokens.</source>
        <translation>全局通道所见内容与最后一个词元的平均距离（词元数）。</translation>
    </message>
    <message>
        <source>Mean distance of what the local channels see from the last token, in tokens.</source>
        <translation>局部通道所见内容与最后一个词元的平均距离（词元数）。</translation>
    </message>
    <message>
        <source>Tokens that a channel keeps, mean over the layer.</source>
        <translation>通道保留的词元数，对该层取平均。</translation>
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
        <translation>A 保留</translation>
    </message>
    <message>
        <source>Kept B</source>
        <translation>B 保留</translation>
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
        <source>Device, and memory that the program takes</source>
        <translation>设备，以及程序占用的内存</translation>
    </message>
    <message>
        <source>model %1, both passes %2</source>
        <translation>模型 %1，两次前向计算 %2</translation>
    </message>
    <message>
        <source>%1 free</source>
        <comment>memory of a GPU</comment>
        <translation>%1 空闲</translation>
    </message>
    <message>
        <source>Map &amp;of</source>
        <translation>图的对象(&amp;O)</translation>
    </message>
    <message>
        <source>The selected &amp;channel</source>
        <translation>选中的通道(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Mean of all channels</source>
        <translation>所有通道的均值(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Rollout over the layers</source>
        <translation>逐层累乘 (rollout)(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Maps shown</source>
        <translation>显示的图(&amp;M)</translation>
    </message>
    <message>
        <source>Pro&amp;files</source>
        <translation>剖面(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Normalisation</source>
        <translation>归一化(&amp;N)</translation>
    </message>
    <message>
        <source>Boo&amp;kmarks</source>
        <translation>书签(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Decay curves</source>
        <translation>衰减曲线(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Pin the selected channel&apos;s curves</source>
        <translation>固定选中通道的曲线(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Unpin all curves</source>
        <translation>全部取消固定(&amp;U)</translation>
    </message>
    <message>
        <source>Compa&amp;re both sides</source>
        <translation>比较两侧(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;tart the evaluation</source>
        <translation>开始评测(&amp;T)</translation>
    </message>
    <message>
        <source>St&amp;op the evaluation</source>
        <translation>停止评测(&amp;O)</translation>
    </message>
    <message>
        <source>Res&amp;ume the evaluation</source>
        <translation>继续评测(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Earlier prompts…</source>
        <translation>先前的提示词(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Answers</source>
        <translation>回答(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Recalibrate…</source>
        <translation>重新校准(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Save the calibration profile…</source>
        <translation>保存校准档案(&amp;S)…</translation>
    </message>
    <message>
        <source>%1 (cannot be read)</source>
        <translation>%1（无法读取）</translation>
    </message>
    <message>
        <source>%1 (one of its kind is opened at a time)</source>
        <translation>%1（同类文件一次只打开一个）</translation>
    </message>
    <message>
        <source>%1 (a session names all of its files)</source>
        <translation>%1（会话已指明其全部文件）</translation>
    </message>
    <message>
        <source>Not opened: %1</source>
        <translation>未打开：%1</translation>
    </message>
    <message>
        <source>%1 (the model comes first)</source>
        <translation>%1（须先打开模型）</translation>
    </message>
    <message>
        <source>%1 is not there any more; it was taken from the recent files.</source>
        <translation>%1 已不存在；已从最近的文件中移除。</translation>
    </message>
    <message>
        <source>&amp;Clear the list</source>
        <translation>清空列表(&amp;C)</translation>
    </message>
    <message numerus="yes">
        <source>Drop to open %n file(s)</source>
        <translation>
            <numerusform>松开以打开 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适应(&amp;F)</translation>
    </message>
    <message>
        <source>&lt;tr&gt;&lt;td colspan=&apos;2&apos;&gt;&lt;br&gt;&lt;i&gt;In a plot&lt;/i&gt;&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+arrows&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Move&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ − 0&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Zoom, everything&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Arrows&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Read the curve, pick the next channel or token&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Shift+arrows&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Further; in the plot of the channels: draw a brush&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;Drop the brush&lt;/td&gt;&lt;/tr&gt;</source>
        <translation>&lt;tr&gt;&lt;td colspan=&apos;2&apos;&gt;&lt;br&gt;&lt;i&gt;在曲线图中&lt;/i&gt;&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Ctrl+方向键&lt;/b&gt;&lt;/td&gt;&lt;td&gt;平移&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;+ − 0&lt;/b&gt;&lt;/td&gt;&lt;td&gt;缩放，显示全部&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;方向键&lt;/b&gt;&lt;/td&gt;&lt;td&gt;读取曲线，选中下一个通道或词元&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Shift+方向键&lt;/b&gt;&lt;/td&gt;&lt;td&gt;步幅更大；在通道图中：框选&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;b&gt;Esc&lt;/b&gt;&lt;/td&gt;&lt;td&gt;取消框选&lt;/td&gt;&lt;/tr&gt;</translation>
    </message>
    <message>
        <source>Accept s&amp;cripts</source>
        <translation>接受脚本(&amp;C)</translation>
    </message>
    <message>
        <source>Export &amp;workbench…</source>
        <translation>导出整个窗口(&amp;W)…</translation>
    </message>
    <message>
        <source>Export workbench</source>
        <translation>导出整个窗口</translation>
    </message>
    <message>
        <source>Any command…</source>
        <translation>任意命令…</translation>
    </message>
    <message>
        <source>%1: any command</source>
        <comment>Ctrl+K: any command</comment>
        <translation>%1：任意命令</translation>
    </message>
    <message>
        <source>&amp;Sort by this column</source>
        <translation>按此列排序(&amp;S)</translation>
    </message>
    <message>
        <source>Of the table that has the focus, by the column of its framed cell</source>
        <translation>对有焦点的表格，按其框出的单元格所在列</translation>
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
    <message>
        <source>%1: %2</source>
        <comment>quantity, value</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>从 %1 到 %2</translation>
    </message>
    <message>
        <source>%1 from %2 to %3; white is 0</source>
        <translation>%1 从 %2 到 %3；白色为 0</translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>%1 从 %2 到 %3</translation>
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
        <source>The difference is the filtered map minus the vanilla one, with its sign.</source>
        <translation>差值为过滤后的图减去原始图，带符号。</translation>
    </message>
    <message>
        <source>α %1 − α vanilla</source>
        <translation>α %1 − α 原始</translation>
    </message>
    <message>
        <source>The whole map at full resolution, not only what is visible</source>
        <translation>全分辨率的整图，而不只是可见部分</translation>
    </message>
    <message>
        <source>The receptive-field line runs where |α| falls below this, from 1e-12 to 1; up and down go through the powers of ten.</source>
        <translation>感受野线位于 |α| 低于此值之处，取 1e-12 至 1；上下键按 10 的幂调整。</translation>
    </message>
    <message>
        <source>of the row&apos;s largest</source>
        <translation>占行最大值</translation>
    </message>
    <message>
        <source>absolute</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>What the level of the reach line is of</source>
        <translation>感受野线水平的含义</translation>
    </message>
    <message>
        <source>Cells to come back to; their keys are in View &gt; Bookmarks.</source>
        <translation>可返回的单元格；快捷键见“视图 &gt; 书签”。</translation>
    </message>
    <message>
        <source>&amp;Mark the picked cell, or unmark it</source>
        <translation>标记选中的单元格，或取消标记(&amp;M)</translation>
    </message>
    <message>
        <source>Go to bookmark &amp;%1</source>
        <translation>转到书签 &amp;%1</translation>
    </message>
    <message>
        <source>Vanilla pass; the filtered one is missing. %1</source>
        <translation>原始前向计算；没有过滤后的。%1</translation>
    </message>
    <message>
        <source>Not computed. Run &gt; Compute again (F5).</source>
        <translation>未计算。运行 &gt; 重新计算 (F5)。</translation>
    </message>
    <message>
        <source>writing %1</source>
        <translation>正在写出 %1</translation>
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
        <translation>过滤方的方法</translation>
    </message>
    <message>
        <source>How the filtered side reads the sequence; the other side is vanilla</source>
        <translation>过滤方如何读取序列；另一方为原始</translation>
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
        <translation>生成新阈值：更改截断、长度、聚合方式或文本</translation>
    </message>
    <message>
        <source>θ only classifies the channels; DeciMamba does not ask for it</source>
        <translation>θ 只对通道分类；DeciMamba 不使用它</translation>
    </message>
    <message>
        <source>There is no calibration profile for this model. Make one with Recalibrate, or drop one here.</source>
        <translation>此模型没有校准档案。请用“重新校准”生成一个，或拖放到此处。</translation>
    </message>
    <message>
        <source>Profile &lt;b&gt;%1&lt;/b&gt;</source>
        <translation>校准档案 &lt;b&gt;%1&lt;/b&gt;</translation>
    </message>
    <message>
        <source>A global channel keeps a token when its Δ is larger than g(S) times b. 0 drops every token.</source>
        <translation>当词元的 Δ 大于 g(S) 乘以 b 时，全局通道保留该词元。0 表示丢弃全部词元。</translation>
    </message>
    <message>
        <source>The length that the thresholds g(S) are taken for. auto is the nearest to the sequence&apos;s; a length that is named acts on sequences of any length.</source>
        <translation>取哪个长度的阈值 g(S)。自动取最接近序列长度的分档；指定的长度对任何长度的序列都起作用。</translation>
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
    <name>mambascope::ui::PickedChannels</name>
    <message>
        <source>Filtered channels and what they do with the picked token</source>
        <translation>过滤通道及其对选中词元的处理</translation>
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
        <source>Token %1: not all layers were looked at. Pick it again, or Run &gt; Compute again (F5).</source>
        <translation>词元 %1：尚未查看所有层。请再次选取，或运行 &gt; 重新计算 (F5)。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::PickedColumn</name>
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
        <source>%1: not computed. Run &gt; Compute again (F5).</source>
        <translation>%1：未计算。运行 &gt; 重新计算 (F5)。</translation>
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
        <translation>还没有运行过提示词。</translation>
    </message>
    <message>
        <source>No earlier prompt holds these words.</source>
        <translation>先前的提示词中没有这些词。</translation>
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
        <translation>保存校准档案…</translation>
    </message>
    <message>
        <source>Tokens of a sequence: the length of the sequences that the model was trained on</source>
        <translation>序列的词元数：模型训练序列的长度</translation>
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
        <translation>如何合并所有序列的阈值</translation>
    </message>
    <message>
        <source>Over sequences</source>
        <translation>跨序列</translation>
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
        <translation>序列取自此文本</translation>
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
        <translation>将会话的校准档案写入自己的文件</translation>
    </message>
    <message>
        <source>Progress of the calibration</source>
        <translation>校准的进度</translation>
    </message>
    <message>
        <source>Cancelled; the profile is as it was.</source>
        <translation>已取消；校准档案保持不变。</translation>
    </message>
    <message>
        <source>Save profile</source>
        <translation>保存校准档案</translation>
    </message>
    <message>
        <source>Profiles (*.safetensors)</source>
        <translation>校准档案 (*.safetensors)</translation>
    </message>
    <message>
        <source>Text needs a tokenizer to become tokens</source>
        <translation>文本需要分词器才能转换为词元</translation>
    </message>
    <message>
        <source>Find new thresholds; the window stays usable</source>
        <translation>求新阈值；窗口仍可使用</translation>
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
        <source>Done: the session&apos;s profile is now %1.</source>
        <translation>完成：会话的校准档案现为 %1。</translation>
    </message>
    <message>
        <source>Done: %1 holds the profile of %2.</source>
        <translation>完成：%1 存有 %2 的校准档案。</translation>
    </message>
    <message>
        <source>The session&apos;s profile is now %1.</source>
        <translation>会话的校准档案现为 %1。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::Recalibration</name>
    <message>
        <source>calibrating</source>
        <translation>正在校准</translation>
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
    <name>mambascope::ui::ScriptMethods</name>
    <message>
        <source>The window was closed.</source>
        <translation>窗口已关闭。</translation>
    </message>
    <message>
        <source>Opening was cancelled; what was open stays open.</source>
        <translation>打开已取消；原先打开的内容保持不变。</translation>
    </message>
    <message>
        <source>Nothing was written: the work was cancelled.</source>
        <translation>未写入任何内容：工作已取消。</translation>
    </message>
    <message>
        <source>Something else was opened before this was open; it was given up.</source>
        <translation>在此项打开之前又打开了其他内容，此项已被放弃。</translation>
    </message>
</context>
<context>
    <name>mambascope::ui::ScriptServer</name>
    <message>
        <source>Programs of this user can connect to &quot;%1&quot;</source>
        <translation>此用户的程序可以连接到“%1”</translation>
    </message>
    <message>
        <source>Lets programs of this user see and control this window</source>
        <translation>允许此用户的程序查看和控制此窗口</translation>
    </message>
    <message>
        <source>Too many scripts are connected to this window.</source>
        <translation>连接到此窗口的脚本过多。</translation>
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
    <message>
        <source>GPU %1: %2</source>
        <translation>GPU %1：%2</translation>
    </message>
    <message>
        <source>fp32</source>
        <translation>fp32</translation>
    </message>
    <message>
        <source>bf16: half the memory, faster</source>
        <translation>bf16：内存减半，更快</translation>
    </message>
    <message>
        <source>Format of weights and activations on a GPU; states and decays stay fp32. Another choice opens the model again.</source>
        <translation>GPU 上权重与激活的格式；状态与衰减仍为 fp32。更改后会重新打开模型。</translation>
    </message>
    <message>
        <source>&amp;Format on the GPU</source>
        <translation>GPU 上的格式(&amp;F)</translation>
    </message>
    <message>
        <source>The receptive-field line of a map runs where |α| falls below this share of the row&apos;s largest, from 1e-12 to 1; up and down go through the powers of ten.</source>
        <translation>注意力图的感受野线位于 |α| 降到该行最大值的这一比例以下之处，范围为 1e-12 到 1；上下键按十的幂次变化。</translation>
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
    <message>
        <source>%1: there are no tensors to write yet</source>
        <translation>%1：尚无可写出的张量</translation>
    </message>
    <message>
        <source>writing %1</source>
        <translation>正在写出 %1</translation>
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
        <source>Times
kept</source>
        <translation>保留次数</translation>
    </message>
    <message>
        <source>How many of its occurrences a channel keeps, mean over the channels</source>
        <translation>一个通道保留其出现的次数，对通道取平均</translation>
    </message>
    <message>
        <source>Times
dropped</source>
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
        <source>%1 filtered channels: %2 tokens kept by all of them, %3 by none, the most kept one by %4 %</source>
        <translation>%1 个过滤通道：%2 个词元被全部保留，%3 个未被任何通道保留，最多的一个被 %4 % 的通道保留</translation>
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
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>share kept</source>
        <translation>保留比例</translation>
    </message>
    <message>
        <source>%1 of %2 tokens kept by layer %3, channel %4</source>
        <translation>第 %3 层通道 %4 保留了 %2 个词元中的 %1 个</translation>
    </message>
    <message>
        <source>%1: there are no tokens to write yet</source>
        <translation>%1：尚无可写出的词元</translation>
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
        <translation>LongMamba 需要此模型的校准档案。请用“方法”面板中的“重新校准”生成一个，或拖放到此处。</translation>
    </message>
    <message>
        <source>%1 pass</source>
        <translation>%1 前向计算</translation>
    </message>
    <message>
        <source>Filtered pass with earlier settings; the new one follows</source>
        <translation>按先前设置的过滤前向计算；新的随后给出</translation>
    </message>
    <message>
        <source>%1 (preview)</source>
        <translation>%1（预览）</translation>
    </message>
    <message>
        <source>%1 (earlier settings)</source>
        <translation>%1（先前的设置）</translation>
    </message>
    <message>
        <source>Filtered pass with earlier settings; the new one is missing. %1</source>
        <translation>按先前设置的过滤前向计算；没有新的。%1</translation>
    </message>
    <message>
        <source>writing %1</source>
        <translation>正在写出 %1</translation>
    </message>
</context>
</TS>
