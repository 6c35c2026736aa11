// How the MQTT broker is reached: by environment variables of the operator. Without MQTT_URL there is none.
import type { IClientOptions } from 'mqtt';

export type MqttConfig = { readonly url: string; readonly topic: string; readonly problems: string; readonly options: IClientOptions };

/** Reads MQTT_URL, MQTT_TOPIC, MQTT_USERNAME, MQTT_PASSWORD; null without a URL. */
export function mqttConfig(env: Readonly<Record<string, string | undefined>>): MqttConfig | null {
  const url = env['MQTT_URL'];
  if (!url) return null;
  const [username, password] = [env['MQTT_USERNAME'], env['MQTT_PASSWORD']];
  return {
    url,
    topic: env['MQTT_TOPIC'] ?? 'hengcang/in/#',
    problems: env['MQTT_PROBLEMS'] ?? 'hengcang/problems',
    // A session that stays keeps what comes while nobody listens; its name is the same whichever process listens.
    options: {
      clientId: env['MQTT_CLIENT_ID'] ?? 'hengcang',
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 1000,
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    },
  };
}
