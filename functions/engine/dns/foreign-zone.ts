/** A zone between ours and a name that is delegated to others: the name is theirs. */
export type ForeignZone = { name: string; nameServers: string[] };
