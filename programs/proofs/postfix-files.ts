/** What Postfix needs around a recipe, where its package was unpacked and not installed: main.cf, master.cf and its folders. */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** @param root what the package was unpacked into. @param recipe lines of main.cf. @returns the folder of its configuration. Postfix starts as root alone. */
export async function postfixFiles(
  { folder, port, root }: { folder: string; port: number; root: string },
  recipe: string,
): Promise<string> {
  if (userInfo().uid !== 0) throw new Error('Postfix starts as root alone: run this as root.');
  const [configuration, queue, data] = ['postfix', 'queue', 'data'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const one of [configuration, queue, data]) await mkdir(one, { recursive: true });
  await chown(data, MAIL.uid, MAIL.gid);
  // Its processes are not root, and pass here.
  await chmod(folder, 0o711);
  await writeFile(join(configuration, 'main.cf'), `${mainLines({ root, queue, data })}${recipe}`);
  await writeFile(join(configuration, 'master.cf'), masterLines(port));
  return configuration;
}

/** Users and groups that every Debian has. */
const MAIL = { uid: 8, gid: 8, name: 'mail', group: 'daemon' };

function mainLines({ root, queue, data }: { root: string; queue: string; data: string }): string {
  return `compatibility_level = 3.6
maillog_file = /dev/stdout
command_directory = ${root}/usr/sbin
daemon_directory = ${root}/usr/lib/postfix/sbin
shlib_directory = ${root}/usr/lib/postfix
meta_directory = ${root}/etc/postfix
sendmail_path = ${root}/usr/sbin/sendmail
queue_directory = ${queue}
data_directory = ${data}
mail_owner = ${MAIL.name}
setgid_group = ${MAIL.group}
import_environment = MAIL_CONFIG MAIL_LOGTAG LD_LIBRARY_PATH
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = www.example.com
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = reject
`;
}

function masterLines(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
`;
}
