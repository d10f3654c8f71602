/**
 * What a try needs before it asks anybody: the environment, the folder and DNScale. Everything else (../wiring.ts) takes longer to
 * load, and loads while DNScale answers.
 */
import { createFolder, type Folder } from '../../../functions/files/folder.ts';
import { lockFolder } from '../../../functions/files/folder-lock.ts';
import { parseServerAddress } from '../../../functions/resolver/server-address.ts';
import { type CommandWiring, wireCommand } from '../../wiring.ts';

export type TryStart = CommandWiring & {
  folder: Folder;
  /** Recursive resolvers as `host` or `host:port`. @default - the system's */
  resolvers: string[] | undefined;
  /** @throws RenewerError `config-invalid` for a resolver that cannot be used. */
  expectResolvers(): void;
  /** Keeps other processes out of the folder until the result is called. */
  lock(): Promise<() => Promise<void>>;
};

export type StartRequest = {
  /** Path of the folder for state and PEM files. */
  out: string;
  resolvers?: string[] | undefined;
};

/** @throws RenewerError `config-invalid` for an environment that cannot be used. */
export function startTry(environment: NodeJS.ProcessEnv, { out, resolvers }: StartRequest): TryStart {
  const command = wireCommand(environment);
  const folder = createFolder(out);
  return {
    ...command,
    folder,
    resolvers,
    expectResolvers: () => {
      for (const server of [...(resolvers ?? []), ...command.settings.validatingResolvers]) {
        parseServerAddress(server);
      }
    },
    lock: () => lockFolder(folder),
  };
}
