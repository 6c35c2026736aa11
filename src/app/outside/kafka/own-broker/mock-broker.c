// librdkafka's mock cluster as a broker of its own: real wire protocol, memory only. mock-broker TOPIC…; prints its address and lives until its input ends.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>

int main(int count, char **topics) {
  char why[512];
  rd_kafka_t *handle = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why, sizeof why);
  if (!handle) return fprintf(stderr, "%s\n", why), 1;
  rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(handle, 1);
  if (!cluster) return fprintf(stderr, "no mock cluster\n"), 1;
  for (int i = 1; i < count; i++) rd_kafka_mock_topic_create(cluster, topics[i], 4, 1);
  printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
  fflush(stdout);
  while (getchar() != EOF) {
  }
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(handle);
  return 0;
}
