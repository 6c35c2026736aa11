// Everything towards outsiders that runs in the background: webhooks, default reactions, Kafka and MQTT by configuration.
import { randomUUID } from 'node:crypto';
import { whereSwitchedOn } from '../bus/scenes.ts';
import { startConsumer } from '../consumers.ts';
import type { Ports } from '../context.ts';
import { looped } from '../sequencer.ts';
import { kafkaConfig } from './kafka/config.ts';
import { machineDoor } from './machines.ts';
import { mqttConfig } from './mqtt-config.ts';
import { type Channel, channelsOf } from './office.ts';
import { templateHandler } from './react.ts';
import { allowedBy } from './webhook/address.ts';
import { beginDeliveries, type Sender } from './webhook/deliver.ts';

type Env = Readonly<Record<string, string | undefined>>;
/** What goes out may wait for so many ms, so that the house's own reactions come first. */
const UNHURRIED = 40;

export type Outside = { readonly stop: () => Promise<void> };

/** API tokens that MQTT and Kafka messages are taken in with, one a company. */
const tokensOf = (env: Env): readonly string[] =>
  (env['HENGCANG_OUTSIDE_TOKENS'] ?? '')
    .split(',')
    .map((t) => t.trim())
    .filter((t) => t !== '');

/** The ways in and out of this installation, for the screen. */
export const channelsHere = (env: Env = process.env): readonly Channel[] => channelsOf({ kafka: kafkaConfig(env), mqtt: mqttConfig(env), tokens: tokensOf(env).length });

/** The clients of brokers are loaded only where there is one. */
async function startBrokers(ports: Ports, env: Env, onError: (error: unknown) => void): Promise<readonly Outside[]> {
  const [kafka, mqtt, tokens] = [kafkaConfig(env), mqttConfig(env), tokensOf(env)];
  const door = tokens.length > 0 ? machineDoor(ports, tokens) : null;
  if (mqtt && !door) onError(new Error('设置了 MQTT_URL，但没有 HENGCANG_OUTSIDE_TOKENS：设备的消息不知道属于哪家公司，未接收'));
  return [
    ...(kafka ? [(await import('./kafka/start.ts')).startKafka({ db: ports.db, config: kafka, onError }, door)] : []),
    ...(mqtt && door ? [(await import('./mqtt.ts')).startMqtt(ports.db, mqtt, { door, onError })] : []),
  ];
}

/** Starts what is configured; a part that fails tells and goes on trying. */
export function startOutside(ports: Ports, onError: (error: unknown) => void, env: Env = process.env): Outside {
  const sender: Sender = { ports, allowed: allowedBy(env['HENGCANG_WEBHOOK_ALLOW']), holder: randomUUID(), under: new Map() };
  const hooks = looped(
    ports.db,
    () =>
      beginDeliveries(sender, (outcome) => {
        if (outcome instanceof Error) onError(outcome);
        else if (outcome > 0) hooks.wake();
      }),
    { hears: 'log', rest: UNHURRIED, poll: 1000, onError },
  );
  const templates = startConsumer(ports.db, { name: 'templates', handle: whereSwitchedOn(ports.db, templateHandler(ports)), rest: UNHURRIED }, onError);
  let sides: readonly Outside[] = [];
  const starting = startBrokers(ports, env, onError).then((started) => {
    sides = started;
  }, onError);
  return {
    stop: async () => {
      await starting;
      await Promise.all([hooks.stop(), templates.stop(), ...sides.map((side) => side.stop())]);
      await Promise.allSettled(sender.under.values());
    },
  };
}
