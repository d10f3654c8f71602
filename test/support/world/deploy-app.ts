/** Deploys the real app into a local world: writes its configuration, runs `cdk deploy`, returns what an operator has. */
import type { RenewerInput } from '../../../functions/engine/config/renewer-config.ts';
import { type Cdk, createCdk } from './cdk.ts';
import { type DeployedApp, openDeployedApp, putSecret } from './deployed-app.ts';
import { type LocalConfigChanges, writeLocalConfig } from './local-config.ts';
import type { LocalWorld } from './local-world.ts';
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts';

const STACK_NAME = 'DnscaleCerts';

export type AppDeployment = {
  app: DeployedApp;
  /** Of the configuration file, which `close` removes. */
  configPath: string;
  /** `cdk deploy` again, with another list of certificates. */
  redeploy(certificates: RenewerInput['certificates']): Promise<void>;
  /** `cdk destroy`. */
  destroy(): Promise<void>;
  /** Ends a command that is still running and removes the temporary folders; the stack stays. */
  close(): Promise<void>;
};

export type DeployOptions = LocalConfigChanges & {
  /** The deployment waits for the certificates, so the token comes first. @default a new one that may do everything */
  token?: string;
  /** @default false, see CdkOptions */
  asDocumented?: boolean;
  /** An app that has the stack DnscaleCerts, from the same options. @default this repository's */
  appCommand?: string;
  /** Called with each line that the cdk command prints. */
  progress?: (line: string) => void;
  /** Called before the first command runs, so that a caller can end it. */
  onOpen?: (close: () => Promise<void>) => void;
};

export async function deployApp(world: LocalWorld, options: DeployOptions): Promise<AppDeployment> {
  const { progress, onOpen, asDocumented = false, appCommand, ...others } = options;
  const { token = world.dnscale.addToken(), ...changes } = others;
  const folder = await makeTemporaryFolder('app');
  const cdk = await createCdk({
    aws: world.aws,
    asDocumented,
    ...(appCommand !== undefined && { appCommand }),
    ...(progress && { progress }),
  });
  const close = async () => {
    await cdk.close();
    await removeFolder(folder);
  };
  onOpen?.(close);
  let configPath = '';
  const deploy = async (certificates: RenewerInput['certificates']) => {
    configPath = await writeLocalConfig(folder, world, { ...changes, certificates });
    return readOutputs(await cdk.deploy({ config: configPath, stackName: STACK_NAME }));
  };
  await putSecret(world.aws, changes.dnscale?.tokenSecretName ?? 'dnscale/token', token);
  const outputs = await deploy(options.certificates);
  return {
    configPath,
    app: openDeployedApp(world.aws, STACK_NAME, outputs),
    redeploy: async (certificates) => void (await deploy(certificates)),
    destroy: cdk.destroy,
    close,
  };
}

function readOutputs(outputs: Awaited<ReturnType<Cdk['deploy']>>) {
  const { StatesTableName, BucketName, TokenSecretName, ...others } = outputs[STACK_NAME] ?? {};
  if (!StatesTableName || !BucketName || !TokenSecretName) {
    throw new Error(`the stack ${STACK_NAME} lacks outputs: ${JSON.stringify(outputs)}`);
  }
  return { ...others, StatesTableName, BucketName, TokenSecretName };
}
