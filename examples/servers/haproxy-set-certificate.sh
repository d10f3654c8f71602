#!/bin/sh
# /usr/local/sbin/haproxy-set-certificate.sh: gives a HAProxy that runs the new certificate by its socket, without a reload.
# Hook: /usr/local/sbin/haproxy-set-certificate.sh
# Needs socat, and in "global": stats socket /run/haproxy/admin.sock mode 660 level admin
set -eu
socket=/run/haproxy/admin.sock
# As `crt` in haproxy.cfg names it.
file=$RENEWED_LINEAGE/bundle.pem

say() {
  answer=$(printf '%s\n' "$1" | socat -t 10 - "UNIX-CONNECT:$socket")
  case $answer in
    *"$2"*) ;;
    *)
      echo "haproxy: $answer" >&2
      exit 1
      ;;
  esac
}

# The empty line behind it ends what is sent.
say "set ssl cert $file <<
$(cat "$file")
" 'Transaction '
say "commit ssl cert $file" 'Success!'
