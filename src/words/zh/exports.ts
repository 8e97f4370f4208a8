/** Menus and dialogs of exports, and what the files say. */
export const exports = {
  'Save {{title}}': '保存“{{title}}”',
  'editable text': '文字可编辑',
  'twice the size': '两倍大小',
} as const;
