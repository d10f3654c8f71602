#!/bin/sh
# Containers do not share processes: the link says by itself that it leads to another version.
link=/certs/live/web
(
  loaded=$(readlink "$link")
  while sleep 10; do
    now=$(readlink "$link")
    [ "$now" = "$loaded" ] || { nginx -t -q && nginx -s reload && loaded=$now; }
  done
) &
