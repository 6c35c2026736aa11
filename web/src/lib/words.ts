// Words of the helpers below the pages: what the network says, and days as people speak of them.
import { wordsOf } from '../i18n/words-of';

export const words = wordsOf('lib', {
  offline: '连接不上服务器，请检查网络；您录入的内容还在',
  answered: (status: number) => `服务器返回 ${status}`,
  http401: '请先登录',
  http403: '您没有权限',
  http404: '没有找到',
  http429: '操作过于频繁，请稍后再试',
  away: '服务器暂时不可用',
  justNow: '刚刚',
  minutesAgo: (n: number) => `${n} 分钟前`,
  today: (clock: string) => `今天 ${clock}`,
  month: (year: string, month: number) => `${year}年${month}月`,
  week: ['一', '二', '三', '四', '五', '六', '日'],
});
