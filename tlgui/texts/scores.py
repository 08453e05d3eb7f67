"""Texts of the scores that need no target label: what they are called, and how to read them."""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {
    "score.information_maximisation": Text("information maximization", "信息最大化"),
    "score.bnm": Text("batch nuclear norm", "批核范数"),
    "score.class_ami": Text("class AMI", "类别 AMI"),
    "score.entropy": Text("entropy", "熵"),
    "score.confident_share": Text("confident predictions", "有把握的预测"),
    "score.largest_class_share": Text("largest predicted class", "占比最大的预测类别"),
    "score.classes_in_use": Text("classes in use", "被使用的类别"),
    "score.importance_weighted_accuracy": Text("importance-weighted accuracy", "重要性加权准确率"),
    "score.importance_weighted_pictures": Text("… effective sample size", "… 有效样本数"),
    "score.proxy_a_distance": Text("proxy A-distance", "代理 A 距离"),
    "score.mmd": Text("MMD", "MMD"),
    "score.mmd_p": Text("… p by permutation", "… 置换检验 p 值"),
    "score_about.information_maximisation": Text(
        "Sure of each picture, varied over all of them. Higher is better.", "对每张图片有把握，整体又多样。越高越好。"
    ),
    "score_about.bnm": Text(
        "The same, from the size of the prediction matrix. Higher is better.", "同上，由预测矩阵的核范数得出。越高越好。"
    ),
    "score_about.class_ami": Text(
        "How well predicted classes agree with clusters of the features. Higher is better.",
        "预测类别与特征聚类的一致程度。越高越好。",
    ),
    "score_about.entropy": Text(
        "How unsure the predictions are. Lower is better, but lowest for a network that always says the same.",
        "预测的不确定程度。越低越好，但总给出同一答案的网络最低。",
    ),
    "score_about.confident_share": Text("Predictions with 90 % or more.", "概率不低于 90 % 的预测。"),
    "score_about.largest_class_share": Text(
        "Target pictures in the class that is predicted most. Near 100 %: collapsed.",
        "预测最多的类别所占的目标域图片。接近 100 %：已坍缩。",
    ),
    "score_about.classes_in_use": Text(
        "Share of the classes that the predictions are effectively spread over. Near 0 %: collapsed onto a few.",
        "预测实际分布在多少比例的类别上（折合为均匀分布）。接近 0 %：坍缩到少数类别。",
    ),
    "score_about.importance_weighted_accuracy": Text(
        "Accuracy on held-out source pictures, those that look like target pictures counting more. Higher is better.",
        "在留出的源域图片上的准确率，越像目标域的图片权重越大。越高越好。",
    ),
    "score_about.importance_weighted_pictures": Text(
        "How many pictures effectively carry the weight. Below ten, that accuracy says nothing and is not shown (–).",
        "权重实际落在这么多张图片上。少于十张时，该准确率说明不了什么，因此不显示（–）。",
    ),
    "score_about.proxy_a_distance": Text(
        "How well a linear classifier tells the domains apart in the features: 0 not at all, 2 always. Lower is more alike.",
        "线性分类器在特征中区分两个域的程度：0 为无法区分，2 为总能区分。越低越相似。",
    ),
    "score_about.mmd": Text(
        "Distance between the domains' features (kernel mean). Lower is more alike.",
        "两个域特征之间的距离（核均值）。越低越相似。",
    ),
    "score_about.mmd_p": Text(
        "How often chance alone gives such a distance. Below 0.05: the domains differ.",
        "仅凭偶然得到这样距离的频率。低于 0.05：两个域不同。",
    ),
}
