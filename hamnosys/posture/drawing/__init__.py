"""Pictures of a posed signer: polygons in the order of their depth, as pixels or as SVG."""
