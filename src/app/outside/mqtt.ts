// Devices by MQTT: one process listens, a message is acknowledged when its event is in the books. A refused one is acknowledged too, kept, and answered.
import type { Database } from '#kernel/ports';
import { isRefused } from '#kernel/refusal';
import { connectAsync, type MqttClient } from 'mqtt';
import { outsideProblem } from './accept.ts';
import { whileHolding, type Held } from './lease.ts';
import { type Door, knockUntilAnswered } from './machines.ts';
import type { MqttConfig } from './mqtt-config.ts';

/** Listens in the one process that holds the lease. */
export const startMqtt = (db: Database, config: MqttConfig, given: { readonly door: Door; readonly onError: (error: unknown) => void }): Held =>
  whileHolding(db, 'mqtt', {
    onError: given.onError,
    work: async () => {
      let stopped = false;
      const client = await connectAsync(config.url, config.options);
      client.on('error', given.onError);
      client.handleMessage = (packet, acknowledge) => {
        const body = Buffer.from(packet.payload);
        knockUntilAnswered(given.door, { via: 'mqtt', body }, { alive: async () => !stopped, tell: given.onError }).then(
          (outcome) => {
            if (isRefused(outcome)) answer(client, config.problems, { body, problem: outsideProblem(outcome) });
            acknowledge();
          },
          // Not acknowledged: the broker brings it again when we are back.
          (error: Error) => given.onError(error),
        );
      };
      await client.subscribeAsync(config.topic, { qos: 1 });
      return async () => {
        stopped = true;
        await client.endAsync();
      };
    },
  });

/** Says what was wrong, for devices that listen; nobody need. */
function answer(client: MqttClient, topic: string, { body, problem }: { readonly body: Buffer; readonly problem: unknown }): void {
  let about: unknown = null;
  try {
    const given = JSON.parse(body.toString()) as Record<string, unknown>;
    about = { source: given['source'], eventId: given['eventId'] ?? given['id'] };
  } catch {
    /* what is not JSON names nobody */
  }
  client.publish(topic, JSON.stringify({ about, problem }), { qos: 0 });
}
