"""A resources server for NeMo Gym: any recipe as the verifier. See docs/trainers/nemo_gym.md.

from vreward.nemo_gym import ResourcesServer

ResourcesServer.run_webserver()
"""

# Without `from __future__ import annotations`: pydantic and FastAPI read the types of a class as values.

from collections import Counter
from typing import Any, ClassVar, Dict, List, Optional

from pydantic import ConfigDict, Field, PrivateAttr

from ._trainers.adapter import plain
from ._trainers.gym import TRUTH, Reward

try:
    from nemo_gym.base_resources_server import (
        BaseMultiRewardVerifyResponse,
        BaseResourcesServerConfig,
        BaseVerifyRequest,
        ReverifyMode,
        SimpleResourcesServer,
    )
except ImportError as failure:
    raise ImportError(f"vreward.nemo_gym needs NeMo Gym 0.7: pip install nemo-gym ({failure})") from None

__all__ = ["Config", "ResourcesServer", "VerifyRequest", "VerifyResponse"]


class Config(BaseResourcesServerConfig):  # type: ignore[misc]
    """What stands under `resources_servers` in the configuration.

    recipe     a name, or a mapping of the recipe's members; with `by` of tasks to recipes
    truth      the member of a row that holds the truth; "a.b" is a member of a member
    term       a term instead of the score
    by         the member of a row that holds the task
    overrides  members of the recipe that differ
    """

    REVERIFY_MODE: ClassVar[ReverifyMode] = ReverifyMode.STATELESS

    recipe: Any
    truth: str = TRUTH
    term: Optional[str] = None
    by: Optional[str] = None
    overrides: Dict[str, Any] = Field(default_factory=dict)


class VerifyRequest(BaseVerifyRequest):  # type: ignore[misc]
    """A rollout with the members of its row."""

    model_config = ConfigDict(extra="allow")


class VerifyResponse(BaseMultiRewardVerifyResponse):  # type: ignore[misc]
    """The same with its reward, the terms it is made of, and its reason."""

    model_config = ConfigDict(extra="allow")
    reward_reason: str


class ResourcesServer(SimpleResourcesServer):  # type: ignore[misc]
    """Scores rollouts. It holds nothing between them: any number of workers may run, and all may be verified anew."""

    ray_enabled: ClassVar[bool] = False
    config: Config
    _reward: Reward = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        one = self.config
        self._reward = Reward(plain(one.recipe), one.truth, one.term, one.by, **plain(one.overrides))

    async def verify(self, body: VerifyRequest) -> VerifyResponse:
        """A bad truth raises, so that the run says it; what the model wrote never does."""
        row = body.model_dump()
        answer: VerifyResponse = VerifyResponse.model_validate({**row, **self._reward.verify(row)})
        return answer

    def compute_metrics(self, tasks: List[List[Dict[str, Any]]]) -> Dict[str, Any]:
        """The mean of every term, and the share of each reason, over all rollouts."""
        rollouts = [one for task in tasks for one in task]
        means = {
            f"mean/{name}": sum(one["reward_components"][name] for one in rollouts) / len(rollouts)
            for name in self._reward.terms
        }
        reasons = Counter(one["reward_reason"] for one in rollouts)
        return {**means, **{f"reason/{name}": count / len(rollouts) for name, count in sorted(reasons.items())}}
