/**
 * CloudFormation as our custom resource sees it, with CDK's provider framework before the handlers: which events come in which
 * order, at success, at failure and in a rollback (the facts are in the CDK's README and its framework's source). It knows one
 * kind of resource.
 */
import type {
  CdkCustomResourceEvent,
  CdkCustomResourceIsCompleteEvent,
  CdkCustomResourceIsCompleteResponse,
  CdkCustomResourceResponse,
  Context,
} from 'aws-lambda';

export type Properties = Record<string, unknown>;
/** Properties by logical id. */
export type Template = Record<string, Properties>;

export type Handlers = {
  onEvent(event: CdkCustomResourceEvent, context: Context): Promise<CdkCustomResourceResponse>;
  isComplete(
    event: CdkCustomResourceIsCompleteEvent,
    context: Context,
  ): Promise<CdkCustomResourceIsCompleteResponse>;
};

export type CloudFormationOptions = {
  handlers: Handlers;
  region: string;
  /** Between two questions of the framework. */
  pause(): Promise<void>;
  /** Called when a deployment has failed, before it is undone. */
  beforeRollback(): void;
};

/** What else happens in a deployment. */
export type Moment =
  | 'success'
  /** Another resource of the stack fails after all of ours. */
  | 'another-fails'
  /** Another one fails while ours wait: their Create is cut off, and CloudFormation never learns their ids. */
  | 'cut-off';

export type Outcome = { attributes: Record<string, Properties> } | { reason: string };

type Resource = { physicalId: string; properties: Properties; attributes: Properties };
type Undo = () => Promise<void>;

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;

export interface CloudFormationModel {
  /** @param cutOffAfter so many pauses lie between a change and what cuts it off. @default 0 */
  deploy(stackName: string, template: Template, moment?: Moment, cutOffAfter?: number): Promise<Outcome>;
  /** The resources of a stack as CloudFormation knows them. */
  resources(stackName: string): Record<string, Resource>;
}

export function createCloudFormation(options: CloudFormationOptions): CloudFormationModel {
  const stacks = new Map<string, Map<string, Resource>>();
  const stackOf = (name: string) => stacks.get(name) ?? new Map<string, Resource>();
  return {
    resources: (stackName) => Object.fromEntries(stackOf(stackName)),
    async deploy(stackName, template, moment = 'success', cutOffAfter = 0) {
      const before = stackOf(stackName);
      const after = new Map<string, Resource>();
      const undo: Undo[] = [];
      const cutOff = moment === 'cut-off' ? { after: cutOffAfter } : undefined;
      try {
        for (const [logicalId, properties] of Object.entries(template)) {
          const change = createChange(options, { stackName, logicalId }, undo, cutOff);
          after.set(logicalId, await change(before.get(logicalId), properties));
        }
        if (moment !== 'success') throw new Error('another resource failed');
      } catch (error) {
        options.beforeRollback();
        for (const act of undo.reverse()) await act();
        return { reason: (error as Error).message };
      }
      stacks.set(stackName, after);
      await cleanUp(options, stackName, before, after);
      return { attributes: Object.fromEntries([...after].map(([id, one]) => [id, one.attributes])) };
    },
  };
}

/** The Delete of what was removed or replaced. */
async function cleanUp(
  options: CloudFormationOptions,
  stackName: string,
  before: Map<string, Resource>,
  after: Map<string, Resource>,
): Promise<void> {
  for (const [logicalId, { physicalId, properties }] of before) {
    if (after.get(logicalId)?.physicalId === physicalId) continue;
    const about = { stackName, logicalId, properties };
    await send(options, { ...about, RequestType: 'Delete', PhysicalResourceId: physicalId });
  }
}

function createChange(
  options: CloudFormationOptions,
  { stackName, logicalId }: { stackName: string; logicalId: string },
  undo: Undo[],
  cutOff: { after: number } | undefined,
) {
  const isCutOff = async () => {
    for (let pauses = 0; pauses < (cutOff?.after ?? 0); pauses += 1) await options.pause();
    return cutOff !== undefined;
  };
  const remove = async (PhysicalResourceId: string, properties: Properties) =>
    void (await send(options, {
      stackName,
      logicalId,
      properties,
      RequestType: 'Delete',
      PhysicalResourceId,
    }));

  async function create(properties: Properties): Promise<Resource> {
    const event = { stackName, logicalId, properties, RequestType: 'Create' as const };
    const begun = await begin(options, event);
    const known = cutOff ? `${stackName}-${logicalId}-1ABCDEF2GH3IJ` : begun.physicalId;
    undo.push(() => remove(known, properties));
    if (await isCutOff()) return { physicalId: known, properties, attributes: {} };
    const attributes = await wait(options, begun.event);
    return { physicalId: begun.physicalId, properties, attributes };
  }

  async function update(held: Resource, properties: Properties): Promise<Resource> {
    const about = { stackName, logicalId, RequestType: 'Update' as const };
    const { physicalId: PhysicalResourceId, properties: OldResourceProperties } = held;
    const back = { ...about, PhysicalResourceId };
    let newId = PhysicalResourceId;
    undo.push(async () => {
      if (newId !== PhysicalResourceId) return remove(newId, properties);
      const event = { ...back, properties: OldResourceProperties, OldResourceProperties: properties };
      const undone = await begin(options, event);
      await wait(options, undone.event);
    });
    const begun = await begin(options, { ...back, properties, OldResourceProperties });
    if (await isCutOff()) return held;
    newId = begun.physicalId;
    const attributes = await wait(options, begun.event);
    return { physicalId: newId, properties, attributes };
  }

  return async (held: Resource | undefined, properties: Properties): Promise<Resource> => {
    if (!held) return create(properties);
    return JSON.stringify(held.properties) === JSON.stringify(properties) ? held : update(held, properties);
  };
}

type Request = {
  stackName: string;
  logicalId: string;
  properties: Properties;
  RequestType: 'Create' | 'Update' | 'Delete';
  PhysicalResourceId?: string;
  OldResourceProperties?: Properties;
};

/** One event through both handlers. A Delete that fails would leave the stack in CloudFormation's hands for ever. */
async function send(options: CloudFormationOptions, request: Request): Promise<Properties> {
  const { event } = await begin(options, request);
  return wait(options, event);
}

async function begin({ handlers, region }: CloudFormationOptions, request: Request) {
  const { stackName, logicalId, properties, ...rest } = request;
  const event = {
    ...rest,
    StackId: `arn:aws:cloudformation:${region}:111122223333:stack/${stackName}/1f2e`,
    LogicalResourceId: logicalId,
    ResourceProperties: texts(properties),
    ...(rest.OldResourceProperties && { OldResourceProperties: texts(rest.OldResourceProperties) }),
  } as unknown as CdkCustomResourceEvent;
  const answer = await handlers.onEvent(event, CONTEXT);
  const physicalId = answer.PhysicalResourceId ?? '';
  return { physicalId, event: { ...event, ...answer } as CdkCustomResourceIsCompleteEvent };
}

async function wait(
  { handlers, pause }: CloudFormationOptions,
  event: CdkCustomResourceIsCompleteEvent,
): Promise<Properties> {
  for (;;) {
    const answer = await handlers.isComplete(event, CONTEXT);
    if (answer.IsComplete) return answer.Data ?? {};
    await pause();
  }
}

/** CloudFormation gives every number and boolean as a text. */
function texts(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),
  );
}
