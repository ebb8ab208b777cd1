#!/bin/sh
# Prints fresh passwords of a composed installation: sh infra/compose/env.sh > infra/compose/.env
set -eu
umask 077
for name in \
  NATS_PROVISIONER NATS_COMMANDS NATS_PROJECTIONS NATS_GATEWAY NATS_CLI NATS_BOTS NATS_OPS NATS_MONITOR \
  POSTGRES_POSTGRES POSTGRES_BELLWETHER_OWNER POSTGRES_BELLWETHER_PROJECTOR POSTGRES_BELLWETHER_READER \
  CLICKHOUSE_ADMIN CLICKHOUSE_PROJECTIONS CLICKHOUSE_ANALYST \
  REDIS_PROJECTIONS REDIS_GATEWAY; do
  printf '%s_PASSWORD=%s\n' "$name" "$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32)"
done
printf 'GATEWAY_TOKEN=%s\n' "$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32)"
