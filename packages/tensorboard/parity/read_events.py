"""Prints, as JSON, what TensorBoard's two readers find in the folder of event files that is named."""

import base64
import json
import logging
import sys

from tensorboard.backend.event_processing import event_accumulator, plugin_event_accumulator

logging.disable(logging.CRITICAL)
folder = sys.argv[1]
everything = {"scalars": 0, "images": 0, "histograms": 0, "tensors": 0}

old = event_accumulator.EventAccumulator(folder, size_guidance=everything)
old.Reload()
page = plugin_event_accumulator.EventAccumulator(folder, size_guidance=everything)
page.Reload()


def histogram(event):
    return {"step": event.step, **vars(event.histogram_value)}


def image(event):
    encoded = base64.b64encode(event.encoded_image_string).decode()
    return [event.step, event.width, event.height, encoded]


tags = old.Tags()
page_tags = page.Tags()["tensors"]
print(
    "\n"
    + json.dumps(
        {
            "scalars": {t: [[e.wall_time, e.step, e.value] for e in old.Scalars(t)] for t in tags["scalars"]},
            "histograms": {t: [histogram(e) for e in old.Histograms(t)] for t in tags["histograms"]},
            "images": {t: [image(e) for e in old.Images(t)] for t in tags["images"]},
            "plugins": {t: page.SummaryMetadata(t).plugin_data.plugin_name for t in page_tags},
            "pageSteps": {t: [e.step for e in page.Tensors(t)] for t in page_tags},
        }
    )
)
