// Which addresses may be delivered to. A webhook must not become a way into the network the server stands in (SSRF).
import { refuse, type Refused } from '#kernel/refusal';
import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** What is not the public internet (IANA special-purpose registries, IPv4). */
const NOT_PUBLIC = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  NOT_PUBLIC.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only global unicast is public, less what tunnels IPv4 or is for examples. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
const NOT_GLOBAL = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_GLOBAL.addSubnet(net, bits, 'ipv6');

/** What the operator of the server allows all the same: networks, addresses and host names. */
export type Allowed = { readonly networks: BlockList; readonly hosts: ReadonlySet<string> };

/** Reads `10.1.0.0/16, 192.168.3.7, fd00::/8, mes.local`. */
export function allowedBy(text: string | undefined): Allowed {
  const networks = new BlockList();
  const hosts = new Set<string>();
  for (const entry of (text ?? '').split(/[\s,]+/).filter((e) => e !== '')) {
    const [address = '', bits] = entry.split('/');
    if (isIP(address) === 0) hosts.add(entry.toLowerCase());
    else if (bits === undefined) networks.addAddress(address, isIPv4(address) ? 'ipv4' : 'ipv6');
    else networks.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return { networks, hosts };
}

const kindOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');
/** True for an address of the public internet. An IPv4 address inside IPv6 (::ffff:…) is not: nobody needs it but to hide. */
export const isPublic = (address: string): boolean =>
  isIPv4(address) ? !NOT_PUBLIC.check(address, 'ipv4') : isIP(address) === 6 && GLOBAL.check(address, 'ipv6') && !NOT_GLOBAL.check(address, 'ipv6');

const may = (allowed: Allowed, host: string, address: string): boolean => isPublic(address) || allowed.hosts.has(host) || allowed.networks.check(address, kindOf(address));

/** The host of a URL as DNS and `net` want it: without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();

/** What is wrong with a URL before any name is looked up. Plain http only where the operator allows the host. */
export function checkUrl(text: string, allowed: Allowed): URL | Refused {
  const bad = (what: string): Refused => refuse('webhook-url', { path: 'url', with: { what } });
  if (!URL.canParse(text)) return bad('不是完整的网址，应如 https://example.com/hook');
  const url = new URL(text);
  const host = hostOf(url);
  const inside = allowed.hosts.has(host) || (isIP(host) !== 0 && allowed.networks.check(host, kindOf(host)));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && inside)) return bad('须以 https:// 开头，内容才不会被中途看到或改动');
  if (url.username !== '' || url.password !== '') return bad('网址里不能带用户名和密码，请用签名验证');
  if (text.length > 500) return bad('最多 500 个字符');
  if (isIP(host) !== 0 && !may(allowed, host, host)) return refuse('webhook-address', { path: 'url', with: { host, address: host } });
  return url;
}

export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
  readonly host: string;
  readonly address: string;
  constructor(host: string, address: string) {
    super(`${host} → ${address}`);
    this.host = host;
    this.address = address;
  }
}

type Found = { readonly address: string; readonly family: number };
type Answer = (error: Error | null, address: string | readonly Found[], family?: number) => void;

/**
 * A `lookup` for node:http that hands out checked addresses only. The connection uses what was checked, so a name that answers
 * differently the second time (DNS rebinding) gains nothing. One private address among the answers refuses them all.
 */
export const guardedLookup =
  (allowed: Allowed) =>
  (host: string, options: { readonly all?: boolean | undefined }, answer: Answer): void => {
    lookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error) return answer(error, '');
      const bad = found.find((f) => !may(allowed, host.toLowerCase(), f.address));
      if (bad) return answer(new PrivateAddress(host, bad.address), '');
      const [first] = found;
      if (options.all) return answer(null, found);
      return answer(null, first?.address ?? '', first?.family ?? 4);
    });
  };

/** Looks a host up once, for the moment somebody enters it; null when it may be used (or cannot be found yet). */
export const checkHost = (url: URL, allowed: Allowed): Promise<Refused | null> =>
  new Promise((done) => {
    if (isIP(hostOf(url)) !== 0) return done(null);
    return guardedLookup(allowed)(hostOf(url), { all: true }, (error) =>
      done(error instanceof PrivateAddress ? refuse('webhook-address', { path: 'url', with: { host: error.host, address: error.address } }) : null),
    );
  });
