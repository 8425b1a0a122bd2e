export { certificationRecordSchema, readCertification, writeCertification } from './certification-file.js';
export { type Certificates, type CertifyOptions, certify } from './certify.js';
export { requireFloat32 } from './float32.js';
export { type BoundsName, boundsNames, type LeadBounds, leadBounds } from './lead-bounds.js';
export {
  type CertifiedPlayOptions,
  certifiedPlay,
  type EpisodeProof,
  greedyWorstCase,
  type PlayedEpisode,
} from './play/certified-play.js';
export { certifiedPlayRecordSchema, readCertifiedPlay, writeCertifiedPlay } from './play/certified-play-file.js';
export type { WorstCase } from './play/episode-search.js';
export { LeadProver, type Proofs } from './play/lead-prover.js';
export { type ReturnFloor, type Rewards, returnFloors } from './play/return-floor.js';
export { type CertifiedPlayContext, summariseCertifiedPlay, withWorstCases } from './play/summary.js';
export { type WorstCaseOptions, worstCases } from './play/worst-case.js';
export { type CertificationContext, summariseCertification } from './summary.js';
