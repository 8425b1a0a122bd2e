export { type CertifiableModel, type Certificates, type CertifyOptions, certify } from './certify.js';
export type { AffineLayer, ReluNetwork } from './network.js';
export { certificationRecordSchema, readCertification, writeCertification } from './records.js';
export { type CertificationContext, summariseCertification } from './summary.js';
