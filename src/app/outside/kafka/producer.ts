// A producer that outlives its failures.
import { Partitioners, type Kafka, type Producer } from 'kafkajs';

export type SteadyProducer = Pick<Producer, 'send'> & { readonly stop: () => Promise<void> };

/**
 * Sends in order, and with a new producer after every send that failed: nobody knows whether the broker wrote that batch before it died, and the numbers of an idempotent
 * producer stand still while they do. The next batch, which seldom holds exactly the same events, would come under numbers that are taken and be refused for ever
 * (OUT_OF_ORDER_SEQUENCE_NUMBER). A new producer may send a batch a second time, under the same ce_ids.
 * `before` runs before each connection. Errors are those of the broker; the batch is the caller's to send again.
 */
export function steadyProducer(kafka: Kafka, given: { readonly idempotent: boolean; readonly before: () => Promise<void> }): SteadyProducer {
  let producer: Producer | null = null;
  const drop = async (): Promise<void> => {
    const last = producer;
    producer = null;
    await last?.disconnect();
  };
  return {
    send: async (record) => {
      try {
        if (!producer) {
          await given.before();
          producer = kafka.producer({ idempotent: given.idempotent, maxInFlightRequests: 1, allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner });
          await producer.connect();
        }
        return await producer.send(record);
      } catch (error) {
        await drop().catch(() => undefined); // it failed already: what counts is why
        throw error;
      }
    },
    stop: drop,
  };
}
