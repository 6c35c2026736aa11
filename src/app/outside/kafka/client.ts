// A Kafka client by the configuration.
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig } from './config.ts';

/** A client. It says nothing by itself; what fails is thrown to who asked. */
export const kafkaClient = (config: KafkaConfig): Kafka =>
  new Kafka({
    clientId: 'hengcang',
    brokers: [...config.brokers],
    ...(config.tls ? { ssl: config.tls.ca ? { ca: [config.tls.ca] } : true } : {}),
    ...(config.sasl ? { sasl: config.sasl } : {}),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 5000,
    requestTimeout: 15_000,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 5000 },
  });
