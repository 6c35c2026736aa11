// What an event template is: the fields of its payload, who reads it, and what the house does by default. Data and one pure function each.
import { type Choice, choice, type Field, type Fields, int, list, qty, text } from '#kernel/field';
import type { Json } from '#forms';
import type { Micro } from '#kernel/quantity';

/**
 * What a text of a payload stands for; the door looks it up before the event is taken in. A machine, a work order or a subcontractor's warehouse nobody knows is no mistake:
 * not every company plans here, or keeps what lies at its subcontractors as warehouses.
 */
export type Meaning = 'item' | 'warehouse' | 'instant' | 'machine' | 'order' | 'subcontractor';
export type TemplateField = Field & { readonly means?: Meaning };
export type TemplateFields = Readonly<Record<string, TemplateField>>;

export type Scene = '注塑' | '机加工' | '电子组装' | '通用';
/**
 * An item as its code resolved. `free` is what stands in all warehouses and is promised to nobody. `origin`: planned on a machine before, with a 物料清单 and never planned, or bought.
 */
export type KnownItem = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly free: Micro;
  readonly origin: 'made' | 'unplanned' | 'bought';
};
/** A line of an open 生产计划: what is being made and how much of it is not in yet, base units; `check` is the 检验方案 for 过程检验 of it. */
export type Making = {
  readonly plan: string;
  readonly line: number;
  readonly number: string;
  readonly machine: string;
  readonly item: string;
  readonly code: string;
  readonly name: string;
  readonly warehouse: string;
  readonly open: Micro;
  readonly check: string | null;
};
export type Known = {
  readonly item: (code: Json | undefined) => KnownItem | null;
  readonly warehouse: (code: Json | undefined) => { readonly id: string; readonly name: string } | null;
  /** What is still to be made under the 生产计划 of this number, or on the machine with this 机台号; what was planned for the earliest day first. */
  readonly order: (number: Json | undefined) => readonly Making[];
  readonly machine: (tag: Json | undefined) => readonly Making[];
  /** Where goods go when the event does not say: the first main warehouse. */
  readonly mainWarehouse: string | null;
  /** The first active reason of a use (`other-in`, `other-out`, `loss`). */
  readonly reason: (use: string) => string | null;
};
/** An event as it was taken in; figures are decimal text. */
export type Arrived = { readonly id: string; readonly source: string; readonly day: string; readonly data: Readonly<Record<string, Json>> };

/** What a template asks for: a document (a draft people look at, or one that holds at once), or something to be done, said to those it concerns. */
export type Effect =
  | { readonly kind: 'document'; readonly type: string; readonly command: 'save' | 'approve'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'todo'; readonly text: string };

export type Template = {
  readonly name: string;
  readonly version: number;
  readonly scene: Scene;
  readonly zh: string;
  readonly fields: TemplateFields;
  readonly readers: readonly string[];
  /** What `react` does, in one sentence people read before they switch it on. */
  readonly does: string;
  readonly example: Readonly<Record<string, Json>>;
  readonly react: (event: Arrived, known: Known) => readonly Effect[];
};

type Extra = { readonly required?: boolean; readonly max?: number };
export const id = (zh: string, extra: Extra = {}): TemplateField => text(zh, { required: true, max: 60, ...extra });
export const words = (zh: string, extra: Extra = {}): TemplateField => text(zh, { required: true, max: 500, ...extra });
export const sku = (zh = '物料编码', extra: Extra = {}): TemplateField => ({ ...text(zh, { required: true, max: 60, ...extra }), means: 'item' });
export const machine = (zh = '机台', extra: Extra = {}): TemplateField => ({ ...text(zh, { required: true, max: 60, ...extra }), means: 'machine' });
export const order = (zh = '工单', extra: Extra = {}): TemplateField => ({ ...text(zh, { required: true, max: 60, ...extra }), means: 'order' });
export const subcontractor = (zh = '外协商', extra: Extra = {}): TemplateField => ({ ...text(zh, { required: true, max: 60, ...extra }), means: 'subcontractor' });
export const place = (zh = '仓库编码', extra: Extra = {}): TemplateField => ({ ...text(zh, { required: true, max: 60, ...extra }), means: 'warehouse' });
export const instant = (zh: string, extra: Extra = {}): TemplateField => ({ ...text(zh, { required: true, max: 40, ...extra }), means: 'instant' });
export const amount = (zh: string, extra: { readonly required?: boolean; readonly sign?: 'positive' | 'zero' | 'any' } = {}): TemplateField =>
  qty(zh, { required: true, sign: 'zero', ...extra });
export const count = (zh: string, extra: { readonly required?: boolean } = {}): TemplateField => int(zh, { required: true, sign: 'zero', ...extra });
export const oneOf = (zh: string, choices: readonly Choice[]): TemplateField => choice(zh, choices, { required: true });
export const many = (zh: string, of: TemplateFields, max = 200): TemplateField => list(zh, of as Fields, { required: true, max }) as TemplateField;

export const template = (given: Omit<Template, 'version'>): Template => ({ version: 1, ...given });
export const todo = (text: string): Effect => ({ kind: 'todo', text });
/** The event's name in the log. */
export const eventNameOf = (t: Pick<Template, 'name' | 'version'>): string => `${t.name}/${t.version}`;
