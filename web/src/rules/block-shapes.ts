// Which block stands for which part of a rule. Each part of the tree has a block; what a block has no field for it carries along unchanged, so that
// tree → blocks → tree is the same tree.
import * as Blockly from 'blockly/core';
import type { Words } from './rules';

type Option = [string, string];
const options = (list: readonly { readonly id: string; readonly zh: string }[]): Option[] => (list.length > 0 ? list.map((w): Option => [w.zh, w.id]) : [['—', '—']]);

const CMP: Option[] = [
  ['低于', 'lt'],
  ['不超过', 'lte'],
  ['超过', 'gt'],
  ['不低于', 'gte'],
  ['等于', 'eq'],
  ['不等于', 'ne'],
];
const CALC: Option[] = [
  ['加', 'add'],
  ['减', 'sub'],
  ['乘以', 'mul'],
  ['除以', 'div'],
];
const HOW: Option[] = [
  ['调整至', 'to'],
  ['增加', 'inc'],
  ['减少', 'dec'],
  ['上浮', 'inc_pct'],
  ['下调', 'dec_pct'],
  ['调整为原来的倍数', 'mul'],
];
const SPAN: Option[] = [
  ['分钟', 'minute'],
  ['小时', 'hour'],
  ['天', 'day'],
  ['个工作日', 'workday'],
  ['周', 'week'],
  ['个月', 'month'],
  ['次', 'time'],
  ['班', 'shift'],
  ['个季度', 'quarter'],
  ['年', 'year'],
];
/** Colours are quiet and by kind: triggers, conditions, figures, actions. */
const HUE = { rule: '#5b6472', trigger: '#7a5ea8', cond: '#2f6f9f', figure: '#3c7d5a', action: '#a3622c' } as const;

type Json = Record<string, unknown>;
const value = (name: string, check: string): Json => ({ type: 'input_value', name, check });
const dropdown = (name: string, list: Option[]): Json => ({ type: 'field_dropdown', name, options: list });
const label = (name: string): Json => ({ type: 'field_label_serializable', name, text: '' });
const cond = { output: 'Cond', colour: HUE.cond };
const figure = { output: 'Figure', colour: HUE.figure };
const action = { previousStatement: 'Action', nextStatement: 'Action', colour: HUE.action };
const trigger = { output: 'Trigger', colour: HUE.trigger };

/** The blocks of the language, with the company's words in their lists. */
export function defineShapes(words: Words): void {
  const named = (type: string, message0: string, [args0, more]: readonly [Json[], Json]): Json => ({ type, message0, args0, ...more });
  const shapes: Json[] = [
    named('rule', '规则 %1 %2 %3', [[value('TRIGGER', 'Trigger'), label('EXTRA'), { type: 'input_statement', name: 'BRANCHES', check: 'Branch' }], { colour: HUE.rule }]),
    named('branch', '如果 %1 就 %2', [
      [value('IF', 'Cond'), { type: 'input_statement', name: 'THEN', check: 'Action' }],
      { previousStatement: 'Branch', nextStatement: 'Branch', colour: HUE.rule },
    ]),
    named('t_state', '当条件变为成立时', [[], trigger]),
    named('t_event', '当 %1 发生时 %2', [[dropdown('EVENT', options(words.events)), label('EXTRA')], trigger]),
    named('t_schedule', '按时间 %1', [[label('EXTRA')], trigger]),
    named('t_every', '每满 %1 %2 %3', [[{ type: 'field_number', name: 'N', value: 1, min: 0 }, label('EXTRA'), value('REF', 'Figure')], trigger]),
    named('c_not', '并非 %1', [[value('ARG', 'Cond')], cond]),
    named('c_cmp', '%1 %2 %3', [[value('LEFT', 'Figure'), dropdown('OP', CMP), value('RIGHT', 'Figure')], { ...cond, inputsInline: true }]),
    named('c_between', '%1 在 %2 和 %3 之间', [[value('LEFT', 'Figure'), value('LO', 'Figure'), value('HI', 'Figure')], { ...cond, inputsInline: true }]),
    named('c_is', '%1 %2', [[label('EXTRA'), dropdown('STATE', options(words.states))], { ...cond }]),
    named('c_sustain', '持续 %1 %2 %3', [[{ type: 'field_number', name: 'N', value: 1, min: 0 }, dropdown('U', SPAN), value('ARG', 'Cond')], cond]),
    named('c_other', '%1', [[label('EXTRA')], cond]),
    named('f_num', '%1 %2', [
      [
        { type: 'field_number', name: 'NUM', value: 0 },
        { type: 'field_input', name: 'UNIT', text: '' },
      ],
      figure,
    ]),
    named('f_ref', '%1 %2', [[label('EXTRA'), dropdown('METRIC', options(words.metrics))], figure]),
    named('f_text', '“ %1 ”', [[{ type: 'field_input', name: 'TEXT', text: '' }], figure]),
    named('f_calc', '%1 %2 %3', [[value('A0', 'Figure'), dropdown('OP', CALC), value('A1', 'Figure')], { ...figure, inputsInline: true }]),
    named('a_create', '创建 %1 %2', [[dropdown('DOC', options(words.docs)), label('EXTRA')], action]),
    named('a_notify', '通知 %1 %2 内容 %3', [[dropdown('ROLE', options(words.roles)), label('EXTRA'), { type: 'field_input', name: 'MSG', text: '' }], action]),
    named('a_set', '把 %1 %2 %3 %4', [
      [label('EXTRA'), dropdown('PARAM', options(words.params)), dropdown('HOW', HOW), value('VALUE', 'Figure')],
      { ...action, inputsInline: true },
    ]),
    named('a_block', '禁止 %1 %2', [[dropdown('OP', options(words.ops)), label('EXTRA')], action]),
    named('a_other', '%1', [[label('EXTRA')], action]),
  ];
  for (const shape of shapes) delete Blockly.Blocks[shape['type'] as string];
  Blockly.defineBlocksWithJsonArray(shapes as never);
  for (const [type, word] of [
    ['c_and', '且'],
    ['c_or', '或'],
  ] as const)
    Blockly.Blocks[type] = joining(word);
}

type Joining = Blockly.Block & { count: number; word: string; shape: (n: number) => void };
/** 且 and 或 take as many conditions as are put into them: one empty place is always left. */
function joining(word: string): object {
  return {
    init(this: Joining) {
      this.count = 0;
      this.word = word;
      this.setOutput(true, 'Cond');
      this.setColour(HUE.cond);
      this.shape(2);
      this.setOnChange(() => {
        if (this.isInFlyout || (this.workspace as Blockly.WorkspaceSvg).isDragging()) return;
        if (this.getInputTargetBlock(`A${this.count - 1}`)) this.shape(this.count + 1);
      });
    },
    shape(this: Joining, n: number) {
      for (; this.count < n; this.count++)
        this.appendValueInput(`A${this.count}`)
          .setCheck('Cond')
          .appendField(this.count === 0 ? '' : this.word);
    },
    saveExtraState(this: Joining) {
      return { n: this.count };
    },
    loadExtraState(this: Joining, state: { n?: number }) {
      this.shape(state.n ?? 2);
    },
  };
}

const shadow = { type: 'f_num', fields: { NUM: 0, UNIT: '' } };
/** What can be taken from the shelf. */
export const TOOLBOX = {
  kind: 'categoryToolbox',
  contents: [
    { kind: 'category', name: '触发', colour: HUE.trigger, contents: ['t_state', 't_event'].map((type) => ({ kind: 'block', type })) },
    {
      kind: 'category',
      name: '条件',
      colour: HUE.cond,
      contents: [{ kind: 'block', type: 'branch' }, ...['c_cmp', 'c_between', 'c_and', 'c_or', 'c_not', 'c_is', 'c_sustain'].map((type) => ({ kind: 'block', type }))],
    },
    { kind: 'category', name: '指标', colour: HUE.figure, contents: ['f_ref', 'f_num', 'f_calc'].map((type) => ({ kind: 'block', type })) },
    {
      kind: 'category',
      name: '动作',
      colour: HUE.action,
      contents: ['a_notify', 'a_create', 'a_block']
        .map((type): object => ({ kind: 'block', type }))
        .concat([{ kind: 'block', type: 'a_set', inputs: { VALUE: { block: shadow } } }]),
    },
  ],
};
