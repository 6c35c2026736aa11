// What the block editor says and Blockly's own Chinese leaves in English: mostly what a screen reader hears while blocks are moved by keys.
import * as Blockly from 'blockly/core';
import * as zh from 'blockly/msg/zh-hans';

const MORE = {
  ANNOUNCE_CANT_SCROLL_FURTHER: '已到边上。',
  ANNOUNCE_MOVE_AFTER: '把%1放到%2后面。',
  ANNOUNCE_MOVE_AROUND: '用%1包住%2。',
  ANNOUNCE_MOVE_BEFORE: '把%1放到%2前面。',
  ANNOUNCE_MOVE_CANCELED: '已取消移动。',
  ANNOUNCE_MOVE_INSIDE: '把%1放进%2。',
  ANNOUNCE_MOVE_OF: '%2 的%1',
  ANNOUNCE_MOVE_TO: '把%1放到%2。',
  ANNOUNCE_MOVE_WORKSPACE: '%1在积木区里移动。',
  ANNOUNCE_SCROLLED_DOWN: '已向下滚动。',
  ANNOUNCE_SCROLLED_LEFT: '已向左滚动。',
  ANNOUNCE_SCROLLED_RIGHT: '已向右滚动。',
  ANNOUNCE_SCROLLED_UP: '已向上滚动。',
  ARIA_LABEL_BUTTON: '按钮',
  ARIA_LABEL_HEADING: '标题',
  ARIA_TYPE_FIELD_CHECKBOX: '复选框',
  ARIA_TYPE_FIELD_DROPDOWN: '下拉框',
  ARIA_TYPE_FIELD_IMAGE: '图片',
  ARIA_TYPE_FIELD_INPUT: '输入框',
  ARIA_TYPE_FIELD_NUMBER: '数字',
  ARIA_TYPE_FIELD_TEXT_INPUT: '文字',
  BUBBLE_LABEL_DEFAULT: '气泡',
  FIELD_LABEL_CHECKBOX_CHECKED: '已选',
  FIELD_LABEL_CHECKBOX_UNCHECKED: '未选',
  FIELD_LABEL_EDIT_PREFIX: '编辑%1',
  FIELD_LABEL_EMPTY: '空',
  FIELD_LABEL_OPTION_INDEX: '第%1项',
} as const;

/** To be called before a workspace is made. */
export const speakChinese = (): void => Blockly.setLocale({ ...(zh as unknown as Record<string, string>), ...MORE });
