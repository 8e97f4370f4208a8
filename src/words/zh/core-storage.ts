/** Errors of models that are downloaded to the browser's disk. */
export const storageErrors: Readonly<Record<string, string>> = {
  // Messages
  'This browser gives the page no place for models ({{detail}}).': '此浏览器没有给本页存放模型的空间（{{detail}}）。',
  'The browser does not say how much room there is ({{detail}}).': '浏览器没有说明还有多少空间（{{detail}}）。',
  'The worker of the download died: {{detail}}': '下载的工作线程已停止：{{detail}}',
  '{{model}} needs {{needed}} MB more, and this browser has room for {{room}} MB.':
    '{{model}} 还需要 {{needed}} MB，而此浏览器只剩 {{room}} MB 的空间。',
  'There is no room left in this browser for the model.': '此浏览器已没有空间存放该模型。',
  'The model could not be written to the disk ({{detail}}).': '模型无法写入磁盘（{{detail}}）。',
  'The folder has no {{name}}.': '该文件夹中没有 {{name}}。',
  '{{name}} can no longer be read: it was changed or moved.': '{{name}} 已无法读取：它被修改或移动了。',
  '{{model}} is being downloaded, here or in another tab.': '{{model}} 正在下载（在本页或其他标签页中）。',
  '{{model}} is in use, here or in another tab.': '{{model}} 正在使用（在本页或其他标签页中）。',
  '{{name}} is not whole in this browser.': '{{name}} 在此浏览器中不完整。',
  'The download was stopped.': '下载已停止。',
  '{{name}} has {{is}} bytes there, not {{should}}.': '{{name}} 在那里有 {{is}} 字节，应为 {{should}} 字节。',
  '{{name}} has {{is}} bytes, and the manifest says {{told}}.': '{{name}} 有 {{is}} 字节，而清单称有 {{told}} 字节。',
  '{{name}} is shorter on the server than the manifest says.': '服务器上的 {{name}} 比清单所说的短。',
  '{{name}} came with wrong bytes and was deleted: its SHA-256 is {{is}}, not {{should}}.':
    '{{name}} 收到的字节有误，已删除：其 SHA-256 为 {{is}}，应为 {{should}}。',
  '{{name}} keeps changing on the server.': '{{name}} 在服务器上不断变化。',
  'The server answered with other bytes of {{name}} than asked for.': '服务器返回的不是所请求的 {{name}} 的字节。',
  'There is no model {{id}} in this browser.': '此浏览器中没有模型 {{id}}。',
  'The browser does not promise to keep what is stored here.': '浏览器不保证长期保留此处存储的内容。',
  'The list of known models could not be loaded.': '无法加载已知模型的列表。',
  // Remedies
  'Check the connection; a model of your own can be added without it.': '请检查网络连接；自己的模型无需它也能添加。',
  'Add a bookmark for this page or install it, and try again; until then it may be deleted.':
    '请收藏或安装本页后重试；在此之前，内容可能被删除。',
  'Open it in a window that is not private, in a current browser; the embedded model works here too.':
    '请在当前版本浏览器的非隐私窗口中打开；内置模型在这里也能用。',
  'Start the download again: it goes on where it ended.': '请重新开始下载：会从中断处继续。',
  'Download again: it goes on where it ended.': '请重新下载：会从中断处继续。',
  'Download the model again: it goes on where it ended.': '请重新下载模型：会从中断处继续。',
  'Download again: the other files are kept. If it stays so, the server holds a damaged file.':
    '请重新下载：其他文件已保留。若仍如此，说明服务器上的文件已损坏。',
  'Download it again.': '请重新下载。',
  'It goes on where it ended.': '会从中断处继续。',
  'Check the connection, or come back later: the download goes on where it ended.':
    '请检查网络连接，或稍后再来：下载会从中断处继续。',
  'Check the address and the connection; another host must allow this page to read its files (CORS).':
    '请检查地址和网络连接；其他主机必须允许本页读取其文件（CORS）。',
  'Delete a stored model, or free space on the disk.': '请删除一个已存储的模型，或释放磁盘空间。',
  'Delete a stored model, or free space on the disk, and download again: it goes on where it ended.':
    '请删除一个已存储的模型或释放磁盘空间，然后重新下载：会从中断处继续。',
  'Choose the folder that "diffuscope convert" has written, with all its files.':
    '请选择由 “diffuscope convert” 写出的文件夹，包含其中所有文件。',
  'Choose the folder again.': '请重新选择文件夹。',
  'Stop the download first.': '请先停止下载。',
  'Load another model here, and close the other tabs that use this one.':
    '请在此加载另一个模型，并关闭使用该模型的其他标签页。',
  'Convert the model again, or choose another model.': '请重新转换模型，或选择其他模型。',
  'Convert or upload the model anew.': '请重新转换或上传模型。',
  'Convert or upload the model anew, or choose another address.': '请重新转换或上传模型，或选择其他地址。',
  'Try again when the model is uploaded.': '请在模型上传完成后重试。',
};
