/** JAX and safetensors with all they need, for pythonPackages: what our gradients and updates are compared with. */
export const jaxRequirements = [
  ...['jax==0.6.2', 'jaxlib==0.6.2', 'ml_dtypes==0.5.1', 'numpy==2.2.6'],
  ...['opt_einsum==3.4.0', 'safetensors==0.6.2', 'scipy==1.15.3'],
];
