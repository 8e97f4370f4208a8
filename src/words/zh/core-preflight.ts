/** Whether a model can run in this browser: lines of the preflight, and what to do about them. */
export const preflight: Readonly<Record<string, string>> = {
  'Nothing speaks against it: {{bytes}} while it runs. Measure to know how fast.':
    '没有阻碍：运行时占用 {{bytes}}。测量后即可知道速度。',
  'A step takes about {{range}}.': '每一步约需 {{range}}。',
  'A step of {{sequence}} tokens, {{masked}} of them masked, takes about {{range}}: {{rate}} in products of {{a}} × {{b}} by {{c}} × {{d}}.':
    '一步共 {{sequence}} 个词元（其中 {{masked}} 个为掩码）约需 {{range}}：{{a}} × {{b}} 与 {{c}} × {{d}} 的矩阵乘法为 {{rate}}。',
  'Choose a smaller model or a shorter canvas, or a strategy that commits several tokens a step.':
    '请选择更小的模型、更短的画布，或一步提交多个词元的策略。',

  '{{browser}} has no WebGPU here.': '此处的 {{browser}} 没有 WebGPU。',
  '{{browser}} offers no GPU.': '{{browser}} 没有提供 GPU。',
  '{{name}}: emulated in software, about 100 times slower.': '{{name}}：由软件模拟，约慢 100 倍。',
  '{{name}} in {{browser}}; not used, as WASM is chosen.': '{{browser}} 中的 {{name}}；已选择 WASM，因此不使用。',
  '{{name}} in {{browser}}.': '{{browser}} 中的 {{name}}。',
  'Use Chrome or Edge 113, Safari 26, Firefox 141 or newer, over https or on localhost.':
    '请使用 Chrome 或 Edge 113、Safari 26、Firefox 141 或更新版本，并通过 https 或 localhost 打开。',
  'Switch hardware acceleration on in the settings of the browser and update the graphics driver; on Linux, start Chrome with --enable-features=Vulkan --enable-unsafe-webgpu.':
    '请在浏览器设置中开启硬件加速，并更新显卡驱动；在 Linux 上请以 --enable-features=Vulkan --enable-unsafe-webgpu 启动 Chrome。',

  'The largest tensor has {{largest}}, a buffer here at most {{limit}}.':
    '最大的张量为 {{largest}}，此处的缓冲区至多 {{limit}}。',
  'Choose a smaller model, 4-bit weights, or another browser or GPU.':
    '请选择更小的模型、4 位权重，或换用其他浏览器或 GPU。',
  'The largest tensor has {{largest}}; a buffer may have {{buffer}}, bound in pieces of at most {{binding}}.':
    '最大的张量为 {{largest}}；缓冲区可达 {{buffer}}，按每块至多 {{binding}} 绑定。',
  'The largest tensor has {{largest}}; a buffer may have {{buffer}}, a binding {{binding}}.':
    '最大的张量为 {{largest}}；缓冲区可达 {{buffer}}，单次绑定可达 {{binding}}。',

  '{{total}} in memory: {{layers}} of layers, {{head}} of head, {{activations}} of activations, {{logits}} of logits.':
    '内存 {{total}}：层 {{layers}}，输出头 {{head}}，激活 {{activations}}，logits {{logits}}。',
  '{{total}} on the GPU: {{layers}} of layers, {{head}} of head, {{activations}} of activations, {{logits}} of logits.':
    'GPU 内存 {{total}}：层 {{layers}}，输出头 {{head}}，激活 {{activations}}，logits {{logits}}。',
  '{{total}} on the GPU: {{layers}} of layers, {{head}} of head, {{activations}} of activations, {{logits}} of logits. The machine has about {{memory}}, which a GPU without memory of its own shares.':
    'GPU 内存 {{total}}：层 {{layers}}，输出头 {{head}}，激活 {{activations}}，logits {{logits}}。本机约有 {{memory}} 内存，没有独立显存的 GPU 与之共用。',
  'WebAssembly ends at 4 GiB, and the model takes {{total}}: {{layers}} of layers, {{head}} of head, {{activations}} of activations, {{logits}} of logits.':
    'WebAssembly 至多 4 GiB，而模型需要 {{total}}：层 {{layers}}，输出头 {{head}}，激活 {{activations}}，logits {{logits}}。',
  'It needs a GPU: see above. Or choose a smaller model or smaller weights.':
    '它需要 GPU：见上文。或选择更小的模型或更小的权重。',
  'Close other programs and tabs. Choose a smaller model or smaller weights, or a shorter canvas.':
    '请关闭其他程序和标签页，或选择更小的模型、更小的权重或更短的画布。',

  'Nothing is to be downloaded.': '无需下载。',
  '{{needed}} to load, kept in the cache if there is room.': '需加载 {{needed}}，有空间时保存在缓存中。',
  'The browser stores nothing for this page.': '浏览器不为本页保存任何内容。',
  'Open the page over https or on localhost, and not in a private window.':
    '请通过 https 或 localhost 打开本页，并且不要使用隐私窗口。',
  '{{needed}} to store, and the browser gives this page {{free}} more.':
    '需存储 {{needed}}，而浏览器只再给本页 {{free}}。',
  'Free disk space, delete other models here, or leave the private window.':
    '请释放磁盘空间、在此删除其他模型，或离开隐私窗口。',
  '{{needed}} to store, {{free}} free.': '需存储 {{needed}}，可用 {{free}}。',
  '{{needed}} to store, {{free}} free. The browser may delete it when the disk runs full.':
    '需存储 {{needed}}，可用 {{free}}。磁盘将满时浏览器可能会删除它。',
  'Bookmark or install the page, so that the browser keeps what it stores.':
    '请将本页加入书签或安装本页，使浏览器保留其存储。',

  'The GPU computes in 16-bit floats; layers use them where a trial, at the first load, finds that they agree with 32.':
    'GPU 可用 16 位浮点数计算；首次加载时会试算，与 32 位一致的层便使用它。',
  'The GPU computes in 16-bit floats; this model uses 32.': 'GPU 可用 16 位浮点数计算；此模型使用 32 位。',
  'The GPU computes in 32-bit floats only, and so does the model.': 'GPU 只用 32 位浮点数计算，模型也是如此。',
  'WebAssembly waits for promises: weights stream from disk to the GPU.':
    'WebAssembly 可以等待 promise：权重从磁盘流式送往 GPU。',
  'WebAssembly cannot wait for promises: each file is held in memory while it loads, up to 1 GB.':
    'WebAssembly 不能等待 promise：每个文件在加载时都要放在内存中，至多 1 GB。',
  'Use Chrome or Edge 137 or newer where loading fails.': '如果加载失败，请使用 Chrome 或 Edge 137 或更新版本。',
  'The page is isolated: WebAssembly may use threads on {{cores}} cores.':
    '本页已隔离：WebAssembly 可在 {{cores}} 个核心上使用线程。',
  'The page is not isolated: WebAssembly has one thread.': '本页未隔离：WebAssembly 只有一个线程。',
  'Serve the page with the headers of "npm start" (COOP and COEP).':
    '请以 "npm start" 的响应头（COOP 与 COEP）提供本页。',
};
