#!/bin/sh
# What goes wrong is in the log, and what is installed stays. Until the first one is there it asks every ten seconds.
while :; do
  dnscale-certs pull "$NAME" --out /certs --bucket "$BUCKET"
  if [ -e "/certs/live/$NAME/privkey.pem" ]; then seconds=3600; else seconds=10; fi
  sleep "$seconds" &
  # `wait` ends at once when the task is stopped, `sleep` would not.
  trap 'exit 0' TERM
  wait $!
done
