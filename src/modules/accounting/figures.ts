// SQL words that the account views share. Figures leave the database as decimal text; nothing here takes user input.

/** 分 → 元 with two decimals, as text. */
export const yuan = (fen: string): string => `((${fen}) / 100.0)::numeric(20, 2)::text`;
/** The part of a figure above zero, or below it with the sign turned: the two columns of a balance. */
export const above = (fen: string): string => yuan(`greatest(${fen}, 0)`);
export const below = (fen: string): string => yuan(`greatest(-(${fen}), 0)`);
/** 记-0001. */
export const VOUCHER_NO = `v.word || '-' || lpad(v.serial::text, greatest(4, length(v.serial::text)), '0')`;
/** The account that plays a role in this company. */
export const role = (name: string): string => `(select account from books.account_role where org_id = books.org() and role = '${name}')`;
