/** The models of this browser: choosing, adding, keeping. */
export const models = {
  'The embedded model is loaded instead.': '已改为加载内置模型。',
} as const;
