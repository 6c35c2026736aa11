// A small company with its people, each with a login and password of their own, behind the real server: where the stories are clicked.
import { addPerson, seedRoles } from '#app/people';
import { isRefused } from '#kernel/refusal';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { PATIENCE, product, type Product, type Visit } from './house.ts';

export const PASSWORD = 'Qinghe-2026-open';
/** Login → name, role, and whether they work in the shop only. */
const PEOPLE = {
  linxiao: ['林晓', 'buyer', 'company'],
  lidahai: ['李大海', 'keeper', 'company'],
  chenzhiyuan: ['陈志远', 'seller', 'company'],
  zhengxiaoyan: ['郑小燕', 'cashier', 'shop'],
  sunli: ['孙立', 'shop-manager', 'shop'],
  fangmin: ['方敏', 'accountant', 'company'],
  zhaoqing: ['赵清', 'finance-head', 'company'],
  heping: ['何平', 'inspector', 'company'],
  wangqiang: ['王强', 'admin', 'company'],
} as const;
export type Login = keyof typeof PEOPLE;
export const nameOf = (login: Login): string => PEOPLE[login][0];

export type Shop = Product & {
  readonly co: SmallCompany;
  /** Somebody comes in through the sign-in page, with their own login and password. */
  readonly enter: (login: Login, how?: { readonly phone?: boolean; readonly dark?: boolean }) => Promise<Visit>;
  /** The calendar moves on; people who look again see the new day. */
  readonly today: (day: string) => void;
};

export async function shop(): Promise<Shop> {
  const house = await memoryHouse();
  const co = await smallCompany(house);
  await seedRoles(house, co.ids.group);
  for (const [login, [name, role, place]] of Object.entries(PEOPLE)) {
    const person = await addPerson(house, co.ids.group, { login, name, password: PASSWORD, grants: [{ role, node: place === 'shop' ? co.ids.shopSite : co.ids.org }] });
    if (isRefused(person)) throw new Error(JSON.stringify(person));
  }
  const p = await product(house);
  return {
    ...p,
    co,
    today: (day) => house.today(day),
    enter: async (login, how = {}) => {
      const v = await p.open(how);
      const { page } = v;
      await page.goto(p.running.url);
      await page.getByLabel('登录名').fill(login);
      await page.getByLabel('密码').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.locator('.hc-shell h1').first().waitFor({ timeout: PATIENCE });
      await v.settled();
      return v;
    },
  };
}
