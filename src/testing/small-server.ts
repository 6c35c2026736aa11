// A server over a small company, with somebody signed in; requests go through Fastify's inject, not the network.
import { buildServer, type Server } from '#app/server';
import { addPerson, seedRoles, signIn } from '#app/people';
import { isRefused } from '#kernel/refusal';
import { memoryHouse, type TestHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

export type SmallServer = {
  readonly server: Server;
  readonly house: TestHouse;
  readonly co: SmallCompany;
  /** Adds a person with a role at the company (or at a node) and returns their cookie. */
  readonly as: (co: SmallCompany, role: string, node?: string) => Promise<string>;
  readonly call: (
    cookie: string,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; body: any; headers: Record<string, unknown> }>;
  readonly close: () => Promise<void>;
};

const PASSWORD = 'Correct-horse-9';

export async function smallServer(open: () => Promise<TestHouse> = memoryHouse): Promise<SmallServer> {
  const house = await open();
  const co = await smallCompany(house);
  const server = await buildServer({ ports: house, version: 'test' });
  let people = 0;
  return {
    server,
    house,
    co,
    as: async (company, role, node) => {
      await seedRoles(house, company.ids.group);
      const login = `p${(people += 1)}-${role}`;
      const person = await addPerson(house, company.ids.group, { login, name: `${role}${people}`, password: PASSWORD, grants: [{ role, node: node ?? company.ids.org }] });
      if (isRefused(person)) throw new Error(JSON.stringify(person));
      const session = await signIn(house, { login, password: PASSWORD, address: '127.0.0.1', agent: 'test' });
      if (isRefused(session)) throw new Error(JSON.stringify(session));
      return `hengcang=${session.token}`;
    },
    call: async (cookie, method, url, body, headers = {}) => {
      const reply = await server.app.inject({
        method,
        url,
        headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      const text = reply.body;
      return {
        status: reply.statusCode,
        headers: reply.headers as Record<string, unknown>,
        body: /json/.test(String(reply.headers['content-type'])) && text ? JSON.parse(text) : text,
      };
    },
    close: async () => {
      server.live.close();
      await server.app.close();
      await house.close();
    },
  };
}
