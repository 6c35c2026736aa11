// Why a request to somebody else's address came to nothing, as people read it: webhooks that are sent, signals that are fetched.
import { problemOf } from '../problem.ts';
import { OUTSIDE_REFUSALS } from './refusals.ts';
import { PrivateAddress } from './webhook/address.ts';

/** Codes of node:net, node:dns and node:tls. */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: '连接被拒绝：对方没有在这个端口监听',
  ECONNRESET: '连接被对方中断',
  ENOTFOUND: '找不到这个主机名',
  EAI_AGAIN: '暂时查不到这个主机名',
  ETIMEDOUT: '连接超时',
  EHOSTUNREACH: '主机不可达',
  CERT_HAS_EXPIRED: '对方的证书已过期',
  DEPTH_ZERO_SELF_SIGNED_CERT: '对方使用自签名证书',
  SELF_SIGNED_CERT_IN_CHAIN: '对方使用自签名证书',
  ERR_TLS_CERT_ALTNAME_INVALID: '对方的证书不属于这个主机名',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: '对方的证书无法验证',
};
const MOST_WORDS = 300;

/** What a request that threw says: a refused address, no answer within `patience` ms, a failure with a name; else `failed` (没有送到, 没有取到) and the code. */
export function whyUnreached(error: Error & { readonly code?: string }, { patience, failed }: { readonly patience: number; readonly failed: string }): string {
  if (error instanceof PrivateAddress) return problemOf({ refused: 'webhook-address', with: { host: error.host, address: error.address } }, OUTSIDE_REFUSALS).detail;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `对方 ${patience / 1000} 秒内没有答复`;
  return FAILURES[error.code ?? ''] ?? `${failed}：${error.code ?? error.message}`.slice(0, MOST_WORDS);
}

/** What is wrong with an answer by its status; null when it is 2xx. */
export function whyNotOk(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? '收到重定向；为安全起见不跟随，请填最终地址' : `对方返回 ${status}`;
}
