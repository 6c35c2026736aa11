// SQL of modules that have to know what was said last of a line: promised by a 承诺调整单, put off by a 计划调整单.

/**
 * For `left join lateral (select x.data->>'…' from ${lastWord(type)}) s on true` behind a document `d` and its line `l`: the line `x` of the newest posted document of this type
 * that has `l` as its source. Each document is looked up by its key and its type asked for afterwards (`offset 0`): with no figures of the table yet the planner otherwise
 * reads all documents of the company for every line.
 */
export const lastWord = (type: 'promise-change' | 'plan-shift'): string =>
  `books.document_line x cross join lateral (select y.id, y.type, y.state, y.approved_at from books.document y where y.org_id = x.org_id and y.id = x.doc_id offset 0) y
    where x.org_id = d.org_id and x.source_doc = d.id and x.source_line = l.line_no and y.type = '${type}' and y.state = 'posted' order by y.approved_at desc, y.id desc limit 1`;
