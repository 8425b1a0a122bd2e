/** DQN's reward clipping (Mnih et al., 2015): training sees rewards in [-1, 1], evaluation raw ones. */
export function clipReward(reward: number): number {
  return Math.min(1, Math.max(-1, reward));
}
