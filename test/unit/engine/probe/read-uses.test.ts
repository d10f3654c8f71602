import { describe, expect, it } from 'vitest';
import { ARN, FIRST, LOAD_BALANCER, useProbeWorld } from './probe-world.ts';

const world = useProbeWorld();

describe('the uses of certificates', () => {
  it('are read once a day, of certificates without probes too', async () => {
    world.declare('plain', []);
    world.makeLive('plain', FIRST);

    await world.tick();
    await world.ticksFor(23 * 60);
    expect(world.arnsAsked).toEqual([ARN]);
    expect(world.observed('used')).toMatchObject([{ certificateName: 'plain', usedBy: [LOAD_BALANCER] }]);

    world.uses = () => [];
    await world.ticksFor(60);

    expect(world.arnsAsked).toEqual([ARN, ARN]);
    expect(world.observed('used')).toMatchObject([{ usedBy: [] }]);
  });

  it('stay as they were where ACM does not answer, and are asked for tomorrow', async () => {
    world.makeLive('plain', FIRST);
    await world.tick();
    world.uses = () => {
      throw new Error('region off');
    };

    await world.ticksFor(25 * 60);

    expect(world.arnsAsked).toHaveLength(2);
    expect(world.warnings).toHaveLength(1);
    expect(world.observed('used')).toMatchObject([{ usedBy: [LOAD_BALANCER] }]);
  });

  it('are read of 350 certificates in a tick, so of 50,000 in a day, one after the other; the others in the next ones', async () => {
    for (let index = 0; index < 400; index += 1) world.makeLive(`web-${index}`, FIRST);

    await world.tick();
    expect(world.arnsAsked).toHaveLength(350);
    await world.ticksFor(10);

    expect(world.arnsAsked).toHaveLength(400);
  });
});
