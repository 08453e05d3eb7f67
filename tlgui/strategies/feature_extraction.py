"""Feature extraction: a new classifier on features of a network that stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tlgui.settings import Settings, setting
from tlgui.strategies.base import Batches, Family, Needs, Phase, Strategy, Texts, Words
from tlgui.texts import Text

if TYPE_CHECKING:
    from tlgui.models.network import Network


class FeatureExtraction(Strategy):
    """Compute features with a pretrained network and fit a new classifier on the target's labels.

    Source: the method article's "feature extraction" (article section 3.2); Donahue et al., "DeCAF", 2014, arXiv:1310.1531.

    Idea: the pretrained network is not changed at all. The output of one of its layers (the run's setting ``frozen``: the last by default,
    an intermediate stage otherwise, averaged over the picture) is the feature vector, and a logistic regression is fitted to the labelled
    training part of the target. Values instead of classes are learned by ridge regression or a support vector machine.

    Helps when: there are few labels and little time: there is almost nothing to overfit and it takes seconds.
    Fails when: the pretraining saw nothing like these pictures. Then an earlier layer, or fine-tuning, is better.
    Watch: accuracy on the target's validation part for different layers.
    """

    key = "feature-extraction"
    family = Family.MODEL
    needs = Needs(target_images=True, target_labels=True)
    paper = "Donahue et al., DeCAF: A Deep Convolutional Activation Feature for Generic Visual Recognition, ICML 2014, arXiv:1310.1531"
    equation = r"\min_{W, b}\ \frac{1}{2}\|W\|^2 + C\sum_{i=1}^{n_t} \ell_{\mathrm{log}}\big(W f(x_i^t) + b,\, y_i^t\big)"
    joins = False
    ends = True
    on_backbone = True
    texts = Texts(
        en=Words(
            name="Feature extraction",
            idea="Keeps the pretrained network as it is and fits a new classifier on its features of the labelled target.",
            helps="Few labels and little time: almost nothing can go wrong and it takes seconds.",
            fails="When the pretraining saw nothing like these pictures. Try an earlier layer, or fine-tuning.",
            watch="Accuracy on the target's validation part, for different layers.",
        ),
        zh=Words(
            name="特征提取",
            idea="预训练网络保持不变，在带标签目标域的特征上拟合一个新的分类器。",
            helps="标签少、时间少：几乎不会出错，只需几秒。",
            fails="预训练从未见过类似图片时。可尝试更早的层，或改用微调。",
            watch="不同层在目标域验证部分上的准确率。",
        ),
    )

    class Settings(Settings):
        """How freely the classifier may fit."""

        inverse_regularisation: float = setting(
            1.0,
            ge=1e-4,
            le=1e4,
            label=Text("Freedom C", "自由度 C"),
            help=Text(
                "Inverse of the regularisation of the logistic regression, or of what learns values. Smaller is more careful; use it with few "
                "pictures.",
                "逻辑回归（或数值回归）正则化强度的倒数。越小越谨慎；图片很少时用小值。",
            ),
        )
        regressor: Literal["ridge", "svr"] = setting(
            "ridge",
            choices={
                "ridge": Text("ridge regression (linear)", "岭回归（线性）"),
                "svr": Text("support vector machine (radial kernel)", "支持向量机（径向核）"),
            },
            label=Text("Regressor", "回归方法"),
            help=Text(
                "What learns values, when a table gives values instead of classes. The support vector machine can follow curves.",
                "当表格给出数值而不是类别时，用什么来学习数值。支持向量机能拟合曲线关系。",
            ),
        )

    def phases(self, network: Network) -> list[Phase]:
        from sklearn.linear_model import LogisticRegression, Ridge
        from sklearn.svm import SVR

        freedom = self.settings.inverse_regularisation
        if network.task.key == "classification":
            estimator = LogisticRegression(C=freedom, max_iter=1000)
        else:
            estimator = Ridge(alpha=1 / freedom) if self.settings.regressor == "ridge" else SVR(C=freedom)
        return [Phase("fit", estimator=estimator, batches=Batches(target_labels=True))]
