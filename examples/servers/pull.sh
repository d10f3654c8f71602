#!/bin/sh
# Does what `dnscale-certs pull` does, with the AWS CLI alone; with OpenSSL beside it, it also verifies that key, certificate, chain,
# names and pointer belong together. Use one or the other for a folder.
#
#   pull.sh BUCKET NAME FOLDER [HOOK]
#
# FOLDER/live/NAME leads to privkey.pem, cert.pem, chain.pem, fullchain.pem and bundle.pem. HOOK is a shell's command, run when
# something changed. ALLOW_STAGING=1 takes a certificate of a staging CA, too. Whatever is wrong, what is installed stays.
set -eu
umask 077
LC_ALL=C
export LC_ALL

fail() {
  echo "pull.sh: $*" >&2
  exit 1
}

[ "$#" -ge 3 ] || fail 'usage: pull.sh BUCKET NAME FOLDER [HOOK]'
bucket=$1
name=$(printf '%s' "$2" | sed 's/\*/_wildcard/g')
case $name in '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9._-]*) fail "$2 is no name of a certificate" ;; esac
mkdir -p "$3/live" "$3/archive/$name/.dnscale-certs"
folder=$(cd "$3" && pwd)
hook=${4-}

archive=$folder/archive/$name
link=$folder/live/$name
lock=$archive/.dnscale-certs/lock
due=$archive/.dnscale-certs/hook-due
new=$archive/.new

# A killed run may have left its lock.
if [ -e "$lock" ] && ! kill -0 "$(cat "$lock")" 2>/dev/null; then rm -f "$lock"; fi
(set -C && echo "$$" >"$lock") 2>/dev/null || fail "another run works in $archive"
trap 'rm -rf "$new" "$lock"' EXIT
trap 'exit 1' HUP INT TERM

[ -L "$link" ] || [ ! -e "$link" ] || fail "$link is no symbolic link: move it away"
rm -rf "$new"
mkdir "$new"
for file in current.json bundle.pem; do
  # One request, whose refusal names what is not allowed; `aws s3 cp` asks for the object's head first, which says 403 alone.
  aws s3api get-object --bucket "$bucket" --key "live/$name/$file" "$new/$file" >/dev/null ||
    fail "s3://$bucket/live/$name/$file could not be read (where S3 speaks of s3:ListBucket, it is not there)"
done

field() { sed -n 's/^ *"'"$1"'": "\([A-Za-z0-9:/._-]*\)",*$/\1/p' "$new/current.json"; }
version=$(field version)
case $version in '' | *[!A-Za-z0-9-]*) fail 'current.json names no version' ;; esac
[ "$(field archive)" = "archive/$name/$version/" ] || fail 'current.json is of another certificate'
domains=$(sed -n '/"domainNames": \[/,/\]/s/^ *"\([^"]*\)",*$/\1/p' "$new/current.json" | tr '\n' ' ')

sed -n '/-BEGIN PRIVATE KEY-/,/-END PRIVATE KEY-/p' "$new/bundle.pem" >"$new/privkey.pem"
sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p' "$new/bundle.pem" >"$new/fullchain.pem"
sed '/-END CERTIFICATE-/q' "$new/fullchain.pem" >"$new/cert.pem"
sed '1,/-END CERTIFICATE-/d' "$new/fullchain.pem" >"$new/chain.pem"
for file in privkey cert chain; do
  [ -s "$new/$file.pem" ] || fail "bundle.pem has no $file"
done

issuer=
if command -v openssl >/dev/null; then
  serial=$(openssl x509 -in "$new/cert.pem" -noout -serial | tr '[:upper:]' '[:lower:]')
  [ "$serial" = "serial=$(field serial)" ] || fail 'bundle.pem is not of the version that current.json names: a renewal is under way'
  [ "$(openssl x509 -in "$new/cert.pem" -noout -pubkey)" = "$(openssl pkey -in "$new/privkey.pem" -pubout)" ] ||
    fail 'the certificate does not belong to the private key'
  openssl x509 -in "$new/cert.pem" -noout -checkend 0 >/dev/null || fail 'the certificate has expired'
  names=$(openssl x509 -in "$new/cert.pem" -noout -text | tr ', ' '\n\n' | sed -n 's/^DNS://p')
  lacking=$(printf '%s' "$domains" | tr ' ' '\n' | grep -Fxv "$names" | tr '\n' ' ')
  [ -z "$lacking" ] || fail "the certificate lacks ${lacking% }, which current.json names"
  sed -n 'H; /-BEGIN CERTIFICATE-/h; $ { x; p; }' "$new/chain.pem" >"$new/last.pem"
  openssl verify -partial_chain -trusted "$new/last.pem" -untrusted "$new/chain.pem" "$new/cert.pem" >/dev/null 2>&1 ||
    fail 'the chain does not lead from the certificate to its last one'
  rm "$new/last.pem"
  issuer=$(openssl x509 -in "$new/cert.pem" -noout -issuer)
fi
if [ "${ALLOW_STAGING-}" != 1 ]; then
  case $(field certificateAuthority)$issuer in
    *acme-staging* | *test-api.pki.goog* | *'(STAGING)'*) fail 'the certificate is of a staging CA, which no client trusts' ;;
  esac
fi

installed=$(readlink "$link" || true)
installed=${installed##*/}
if [ "$installed" != "$version" ]; then
  latest=$(printf '%s\n' "$installed" "$version" | sort | tail -n 1)
  [ "$latest" = "$version" ] || fail "the bucket is back at $version, and $installed is installed: delete $link to take it"
fi
if [ -d "$archive/$version" ]; then
  # A version never changes.
  cmp -s "$new/bundle.pem" "$archive/$version/bundle.pem" || fail "bundle.pem is not that of $archive/$version: a renewal is under way"
else
  rm "$new/current.json"
  chmod 644 "$new/cert.pem" "$new/chain.pem" "$new/fullchain.pem"
  mv "$new" "$archive/$version"
fi
if [ "$installed" != "$version" ]; then
  # Before the switch: after a run that is killed behind it, the next one runs the hook.
  [ -z "$hook" ] || echo "$version" >"$due"
  ln -sf "../archive/$name/$version" "$folder/live/.$name.new"
  # Over the link, not into the folder that it leads to: GNU's and BusyBox's option, then that of the BSDs.
  mv -T "$folder/live/.$name.new" "$link" 2>/dev/null || mv -h "$folder/live/.$name.new" "$link"
  echo "$2: installed $version at $link"
fi

if [ -n "$hook" ] && [ -e "$due" ]; then
  RENEWED_LINEAGE=$link RENEWED_DOMAINS=${domains% } sh -c "$hook" || fail 'the hook failed: the next run starts it again'
  rm "$due"
fi

# The last version before this one stays until a server has reloaded.
before=
for old in "$archive"/*/; do
  old=${old%/}
  [ "$old" != "$archive/$version" ] || break
  [ -z "$before" ] || rm -rf "$before"
  before=$old
done
