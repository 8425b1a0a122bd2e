/** What JSMA may be told; ART's defaults: each pixel changes by theta, at most the share gamma of the pixels is touched. */
import { z } from 'zod';

export const jsmaSchema = z.strictObject({
  theta: z
    .number()
    .min(-1)
    .max(1)
    .refine((theta) => Math.abs(theta) >= 1e-4, 'must move a pixel by at least 1e-4')
    .describe('change of a pixel, up or down')
    .default(0.1),
  gamma: z.number().min(0).max(1).describe('largest share of the pixels that is changed').default(1),
  /** Each of two pixels by the target's own gradient (ART), or both as a pair by Papernot et al.'s Algorithm 3. */
  saliency: z
    .enum(['gradient', 'pairs'])
    .describe("how pixels are chosen: by the target's gradient as ART, or by Papernot's pairs")
    .default('gradient'),
});

export type JsmaConfig = z.output<typeof jsmaSchema>;
