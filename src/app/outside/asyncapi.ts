// The contract of the bus as AsyncAPI 3.0: what goes out to Kafka and webhooks, what comes in by HTTP, MQTT and Kafka. Made from the code.
import type { CatalogueEvent } from '../event-schemas.ts';
import { TEMPLATES } from './templates/list.ts';
import type { Template } from './templates/template.ts';

const SCHEMA = 'application/schema+json;version=draft-2020-12';
/** The name of a message and of its file: `goods-receipt-posted.v1`. */
export const messageName = (event: string): string => event.replace('/', '.v');
const inName = (t: Template): string => `in.${t.name}.v${t.version}`;

const CLOUD_EVENT_HEADERS = {
  type: 'object',
  description: 'CloudEvents 1.0，Kafka 二进制模式',
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: '事件编号；重复投递时相同' },
    ce_source: { type: 'string', description: '/hengcang/{公司}' },
    ce_type: { type: 'string', description: '事件名与版本' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_subject: { type: 'string', description: '聚合，如 goods-receipt:{id}；也是消息的键' },
    ce_sequence: { type: 'string', description: '聚合内的序号' },
    ce_hcpos: { type: 'string', description: '事件日志中的位置，全系统连续' },
    ce_hcomitted: { const: 'too-large', description: '内容超过代理的上限（约 0.9 MB）未随附，正文为 null；按 ce_subject 用接口取回' },
  },
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time'],
};
const WEBHOOK_HEADERS = {
  type: 'object',
  description: 'Standard Webhooks 签名',
  properties: {
    'webhook-id': { type: 'string', description: '事件编号；重发时相同，接收方据此去重' },
    'webhook-timestamp': { type: 'string', description: '发送时间，1970 年以来的秒数' },
    'webhook-signature': { type: 'string', description: 'v1,{base64(HMAC-SHA256(密钥, "id.timestamp.正文"))}；更换密钥期间有两个，以空格分开' },
  },
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
};

const refs = (names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.map((n) => [n, { $ref: `#/components/messages/${n}` }]));
const of = (channel: string, names: readonly string[]): readonly unknown[] => names.map((n) => ({ $ref: `#/channels/${channel}/messages/${n}` }));

/** The document. Schemas stand in files beside it: `events/*.json` and `in/*.json`. */
export function asyncapi(events: readonly CatalogueEvent[], version: string): Record<string, unknown> {
  const out = events.map((e) => messageName(e.name));
  const into = TEMPLATES.map(inName);
  const messages = {
    ...Object.fromEntries(
      events.map((e) => [
        messageName(e.name),
        {
          name: e.name,
          title: e.zh,
          summary: e.emittedBy,
          contentType: 'application/json',
          payload: { schemaFormat: SCHEMA, schema: { $ref: `./events/${messageName(e.name)}.json` } },
          examples: [{ payload: e.example }],
        },
      ]),
    ),
    ...Object.fromEntries(
      TEMPLATES.map((t) => [
        inName(t),
        { name: t.name, title: t.zh, summary: t.does, contentType: 'application/json', payload: { schemaFormat: SCHEMA, schema: { $ref: `./in/${t.name}.v${t.version}.json` } } },
      ]),
    ),
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: '衡仓 Hengcang 事件',
      version,
      description: '事件日志对外的契约。至少一次投递，以事件编号去重；同一聚合内有序。金额为分，数量为十进制文本。',
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: { host: 'kafka.example:9092', protocol: 'kafka', description: '由 KAFKA_BROKERS 配置' },
      mqtt: { host: 'mqtt.example:1883', protocol: 'mqtt', description: '由 MQTT_URL 配置' },
      http: { host: 'hengcang.example', protocol: 'https', description: '衡仓服务器' },
    },
    channels: {
      events: { address: 'hengcang.events', title: '全部事件（Kafka）', servers: [{ $ref: '#/servers/kafka' }], messages: refs(out) },
      webhook: { address: null, title: 'Webhook：投递到各自登记的地址', servers: [{ $ref: '#/servers/http' }], messages: refs(out) },
      kafkaIn: { address: 'hengcang.in', title: '送入（Kafka）', servers: [{ $ref: '#/servers/kafka' }], messages: refs(into) },
      mqttIn: {
        address: 'hengcang/in/{device}',
        title: '送入（MQTT，QoS 1）',
        servers: [{ $ref: '#/servers/mqtt' }],
        parameters: { device: { description: '设备名' } },
        messages: refs(into),
      },
      httpIn: { address: '/api/events/in', title: '送入（HTTP POST，接口令牌）', servers: [{ $ref: '#/servers/http' }], messages: refs(into) },
    },
    operations: {
      publishToKafka: { action: 'send', channel: { $ref: '#/channels/events' }, messages: of('events', out) },
      deliverToWebhook: { action: 'send', channel: { $ref: '#/channels/webhook' }, messages: of('webhook', out) },
      takeFromKafka: { action: 'receive', channel: { $ref: '#/channels/kafkaIn' }, messages: of('kafkaIn', into) },
      takeFromMqtt: { action: 'receive', channel: { $ref: '#/channels/mqttIn' }, messages: of('mqttIn', into) },
      takeFromHttp: { action: 'receive', channel: { $ref: '#/channels/httpIn' }, messages: of('httpIn', into) },
    },
    components: { schemas: { cloudEventHeaders: CLOUD_EVENT_HEADERS, webhookHeaders: WEBHOOK_HEADERS }, messages },
  };
}
