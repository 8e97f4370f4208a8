/** What the models of the catalog are good for. */
export const catalogSummaries: Readonly<Record<string, string>> = {
  'Comes with the page and decodes in any browser: to try everything on.':
    '随页面提供，任何浏览器都能解码：用来尝试一切。',
  'Completes code; knows no instructions.': '补全代码；不懂指令。',
  'Writes code as it is asked to; before reinforcement learning.': '按要求写代码；强化学习之前的版本。',
  'Writes code as it is asked to; trained by coupled-GRPO to lean less on the order from left to right.':
    '按要求写代码；经 coupled-GRPO 训练，较少依赖从左到右的顺序。',
  'Continues texts, problems and code; knows no instructions.': '续写文本、题目和代码；不懂指令。',
  'Answers questions, solves problems and plans; code too.': '回答问题、解题、做规划；也写代码。',
  'Writes code as it is asked to; sketches first or goes from left to right, by the task.':
    '按要求写代码；视任务而定，先搭骨架或从左到右。',
  'Continues texts; trained from scratch, not made of an autoregressive model.':
    '续写文本；从头训练，并非由自回归模型改造而成。',
  'Answers questions and solves problems; trained from scratch, not made of an autoregressive model.':
    '回答问题、解题；从头训练，并非由自回归模型改造而成。',
  'Completes code on a laptop; decodes by planning its path, which may mask tokens again.':
    '在笔记本电脑上补全代码；解码时规划路径，可能重新掩码词元。',
  'Answers on a laptop; the same network as the autoregressive control, taught to fill in masks.':
    '在笔记本电脑上作答；与自回归对照模型同一网络，改学填充掩码。',
  'The control for the small models: writes from left to right, one token after the other.':
    '小模型的对照：从左到右，逐个写出词元。',
  'The control for DiffuCoder, which was made of its base: writes from left to right, one token after the other.':
    'DiffuCoder 的对照（DiffuCoder 由其基座改造而成）：从左到右，逐个写出词元。',
};
