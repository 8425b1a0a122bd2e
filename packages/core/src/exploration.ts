/** Random actions of a policy that is evaluated, shown or collected from. Every schema, option and call takes them from here. */

/** Share of agent steps, as Rainbow's authors evaluate. */
export const defaultExplorationEpsilon = 0.001;
export const explorationHelp = 'share of random actions';
