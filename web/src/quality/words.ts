// Promise: every sentence the messages and the quality pages say to a person is here, in Chinese.
import { wordsOf } from '../i18n/words-of';

export const words = wordsOf('quality', {
  bell: '消息',
  unread: (n: number): string => `消息，${n} 条未读`,
  readAll: '全部标为已读',
  inbox: '全部消息与待办',
  none: '没有消息',
  noneText: '批次冻结、来料延期等影响到您的订单时，系统会在这里告诉您原因和新的承诺日。',
  // 照片
  photos: '照片',
  photo: '照片',
  addPhotos: '加照片',
  photoFor: '照片属于',
  wholeDocument: '整单',
  ofLine: (no: number): string => `第 ${no} 行`,
  noPhotos: '还没有照片。可直接拍照或选图，系统会缩小后保存，并去掉拍摄地点等信息；审核后不能再增删。',
  photosAdded: (n: number): string => `已加 ${n} 张照片`,
  openPhoto: (name: string): string => `查看照片 ${name}`,
  photoOf: (line: number | null, by: string): string => `${line === null ? '整单' : `第 ${line} 行`}，${by}拍摄或上传`,
  removePhoto: '删除照片',
  removePhotoOf: (name: string): string => `删除照片 ${name}`,
  removePhotoTitle: (name: string): string => `删除照片“${name}”？`,
  removePhotoText: '删除会记入操作日志，照片本身不能恢复。',
  photoRemoved: '照片已删除',
  notAPhoto: (name: string): string => `“${name}”打不开，请选择照片（JPEG、PNG、WebP 等图片）`,
  photoTooLarge: '照片太大，缩小后仍超过 2 MB，请换一张',
  noCanvas: '这个浏览器不能处理图片，请换一个浏览器',
});
